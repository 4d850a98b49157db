import { compareFields } from "../../domain/drift/compare-fields.ts";
import type { Baseline, DriftField } from "../../domain/schema/drift.ts";
import type { DriftLook, DriftSubject, DriftWatch } from "../components/drift-watch.ts";
import { maskSeen } from "./mask-seen.ts";

/** Whose drift is looked for, and what it is to look like. */
export interface DriftQuestion {
  readonly watch: DriftWatch;
  readonly subject: DriftSubject;
  readonly baseline: Baseline;
  readonly signal: AbortSignal;
}

/** What a look for drift came to. Where it was seen: the fields that are not as wanted, without secrets; none when it is as wanted. */
export type DriftFound =
  | Exclude<DriftLook, { readonly state: "seen" }>
  | { readonly state: "seen"; readonly fields: readonly DriftField[] };

/** Looks at one component for drift. @throws what the kind's look throws */
export async function lookForDrift(
  keyedHash: (value: string) => string,
  { watch, subject, baseline, signal }: DriftQuestion,
): Promise<DriftFound> {
  const look = await watch.look(subject, signal);
  return look.state === "seen" ? { state: "seen", fields: differences(keyedHash, { watch, look, baseline }) } : look;
}

/** The fields in which what was seen is not as wanted, without secrets. */
export function differences(
  keyedHash: (value: string) => string,
  {
    watch,
    look,
    baseline,
  }: Pick<DriftQuestion, "watch" | "baseline"> & { readonly look: Extract<DriftLook, { readonly state: "seen" }> },
): readonly DriftField[] {
  return compareFields({
    wanted: baseline.fields,
    learned: baseline.learned,
    seen: maskSeen(keyedHash, { watch, look, baseline }),
    ...(look.unhealthy === undefined ? {} : { unhealthy: look.unhealthy }),
    ...(look.by === undefined ? {} : { by: look.by }),
  });
}
