import { canonicalJson } from "../../domain/canonical-json.ts";
import { isMasked } from "../../domain/drift/mask-fields.ts";
import type { Baseline, Fields, FieldValue } from "../../domain/schema/drift.ts";
import { holdsSecret } from "../drift/holds-secret.ts";

/** What masking needs. */
interface Masking {
  /** Text with every secret of the component's environment replaced. */
  readonly mask: (text: string) => string;
  readonly keyedHash: (value: string) => string;
  readonly baseline: Baseline;
}

/** The fields with each value masked that shows a secret of the component's environment, whoever has put it there. Values that are wanted show none. */
export function maskEverywhere({ mask, keyedHash, baseline }: Masking, seen: Fields): Fields {
  const isShown = holdsSecret(mask);
  const masked = Object.entries(seen).map(([path, value]): [string, FieldValue] => {
    const text = canonicalJson(value);
    if (isMasked(value) || canonicalJson(baseline.fields[path] ?? null) === text) return [path, value];
    return [path, isShown(path, value) ? { secret: keyedHash(text) } : value];
  });
  return Object.fromEntries(masked);
}
