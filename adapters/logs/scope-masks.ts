import { makeMask } from "./mask-secrets.ts";
import type { SecretScope } from "./port.ts";

/** How long values are remembered, milliseconds: a secret that is set later is masked from then on. */
const KEPT_MS = 10_000;

interface Kept {
  readonly at: number;
  readonly mask: Promise<(text: string) => string>;
}

/** What puts `***` where a text holds a secret, for many scopes one after the other. */
export function scopeMasks(
  ports: Parameters<typeof makeMask>[0],
): (scope: SecretScope) => Promise<(text: string) => string> {
  const keptByScope = new Map<string, Kept>();
  return async (scope) => {
    const now = performance.now();
    for (const [key, { at }] of keptByScope) {
      if (now - at <= KEPT_MS) break; // The map is in the order of its times.
      keptByScope.delete(key);
    }
    const key = JSON.stringify([scope.project, ...scope.componentUids]);
    const kept = keptByScope.get(key) ?? { at: now, mask: makeMask(ports, scope) };
    keptByScope.set(key, kept);
    kept.mask.catch(() => keptByScope.delete(key)); // The next one reads again.
    return await kept.mask;
  };
}
