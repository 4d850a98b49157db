import { createHash } from "node:crypto";
import { z } from "zod";

/** How long the search index takes to see a change; `stuck` until it is released. */
export type IndexLag = { readonly kind: "fixed" | "random"; readonly ms: number } | { readonly kind: "stuck" };

/** A lag as text: `stuck`, `1500`, or `random:1500` for anything up to that many milliseconds. */
export const IndexLag = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(z.string().regex(/^(stuck|(random:)?\d{1,9})$/, "as stuck, 1500 or random:1500"))
  .transform((text): IndexLag => {
    if (text === "stuck") return { kind: "stuck" };
    const isRandom = text.startsWith("random:");
    return { kind: isRandom ? "random" : "fixed", ms: Number(text.replace("random:", "")) };
  });

/** When the index sees a change; null when nobody knows. `cause` names the change, and draws alike in every run. */
export function visibleAt(lag: IndexLag, cause: string, nowMs: number): number | null {
  if (lag.kind === "stuck") return null;
  if (lag.kind === "fixed") return nowMs + lag.ms;
  const drawn = createHash("sha256").update(cause).digest().readUIntBE(0, 6) / 2 ** 48;
  return nowMs + Math.round(drawn * lag.ms);
}
