import type { PromotionRun } from "../promotion-run.ts";
import { DRY_LANE } from "../lanes.ts";
import type { Fact } from "../truth/fact.ts";

/** What became of one effect, over all promotions. */
export interface EffectTally {
  readonly what: string;
  /** How often it is in the truth. */
  readonly made: number;
  /** What is there twice, one line each. */
  readonly duplicates: readonly string[];
  /** What is missing, one line each. */
  readonly lost: readonly string[];
}

/**
 * Counts what happened outside, promotion by promotion. The dry run says which effects a promotion of a scenario has;
 * each must be there once.
 */
export function tallyEffects(runs: readonly PromotionRun[], facts: readonly Fact[]): readonly EffectTally[] {
  const ofPromotion = Map.groupBy(facts, ({ promotionId }) => promotionId);
  const countsOf = (id: string) => Map.groupBy(ofPromotion.get(id) ?? [], ({ what }) => what);
  const expected = new Map(
    runs
      .filter(({ lane }) => lane.id === DRY_LANE.id)
      .map(({ scenario, id }) => [scenario.name, new Set(countsOf(id).keys())] as const),
  );
  const tallies = new Map<string, { made: number; duplicates: string[]; lost: string[] }>();
  const tallyOf = (what: string) => {
    const tally = tallies.get(what) ?? { made: 0, duplicates: [], lost: [] };
    tallies.set(what, tally);
    return tally;
  };
  for (const run of runs) {
    const counts = countsOf(run.id);
    const name = `${run.environment}, release ${run.release} (${run.id})`;
    for (const [what, same] of counts) {
      const tally = tallyOf(what);
      tally.made += same.length;
      if (same.length > 1) tally.duplicates.push(`${name}: ${what} ${same.length} times`);
      else if (expected.get(run.scenario.name)?.has(what) === false)
        tally.duplicates.push(`${name}: ${what}, which the dry run does not have`);
    }
    for (const what of expected.get(run.scenario.name) ?? [])
      if (!counts.has(what)) tallyOf(what).lost.push(`${name}: no ${what}`);
  }
  return [...tallies]
    .map(([what, tally]) => ({ what, ...tally }))
    .toSorted((one, other) => (one.what < other.what ? -1 : 1));
}
