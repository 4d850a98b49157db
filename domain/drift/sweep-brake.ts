import type { SweepCounts } from "../schema/drift.ts";

/** So many drifted components of one sweep are put back in any case. */
const ALWAYS_FINE = 10;
/** Beyond that, one of so many that were looked at may have drifted: 2 %. */
const ONE_OF = 50;

/**
 * Why nothing of a sweep is put back; undefined where nothing holds it. When more than 10 and more than 2 % drift at
 * once, a mistake of ours, or a change by many hands, is likelier than drift.
 */
export function sweepBrake({ looked, drifted }: Pick<SweepCounts, "looked" | "drifted">): string | undefined {
  const limit = Math.max(ALWAYS_FINE, Math.floor(looked / ONE_OF));
  if (drifted <= limit) return undefined;
  return `${drifted} of ${looked} components drifted in one sweep, more than ${limit}: nothing is put back until a person decides`;
}
