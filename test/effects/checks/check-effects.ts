import { checkEach, type Check } from "../../crash/checks/check.ts";
import type { PromotionRun } from "../promotion-run.ts";
import type { LedgerRow } from "../truth/control-rows.ts";
import type { Fact } from "../truth/fact.ts";
import type { EffectTally } from "./tally.ts";

/** Effects that must be among those that were looked at: a test that reaches none of them shows nothing. */
const LEAST = ["change/create", "change/submit", "change/note-end", "ticket/create", "ticket/outcome"] as const;

/** That every effect is there once, belongs to a promotion, and is known to the ledger as done. */
export function checkEffects(seen: {
  readonly runs: readonly PromotionRun[];
  readonly tallies: readonly EffectTally[];
  readonly facts: readonly Fact[];
  readonly ledger: readonly LedgerRow[];
}): readonly Check[] {
  const { tallies, facts, ledger, runs } = seen;
  const isOfRun = new Set(runs.map(({ id }) => id));
  const duplicates = tallies.flatMap((tally) => tally.duplicates);
  const lost = tallies.flatMap((tally) => tally.lost);
  // What carries no key is a state, and whoever finds it there does not bring it about again.
  const keyed = facts.filter(({ hasKey }) => hasKey === true);
  const made = new Set(keyed.map(({ promotionId, what }) => `${promotionId} ${what}`));
  const isMade = (effect: string, promotionId: string) => made.has(`${promotionId} ${effect}`);
  const names = tallies.map(({ what }) => what);
  const effects = [...new Set(ledger.map(({ effect }) => effect))];
  return [
    { name: "0 duplicates", looked: facts.length, problems: duplicates },
    { name: "0 lost", looked: facts.length, problems: lost },
    checkEach("everything outside belongs to a promotion", facts, ({ promotionId, what }) =>
      promotionId !== undefined && isOfRun.has(promotionId) ? undefined : what,
    ),
    checkEach("the ledger knows of everything that was made", ledger, ({ state, effect, promotionId }) =>
      state === "done" || !isMade(effect, promotionId) ? undefined : `${effect} of ${promotionId} is "${state}"`,
    ),
    checkEach("every effect of the ledger is counted outside", effects, (effect) =>
      names.some((name) => name.startsWith(effect)) ? undefined : `nobody counts ${effect}`,
    ),
    checkEach("the effects that there are at least were made", LEAST, (effect) =>
      names.includes(effect) ? undefined : `no promotion made ${effect}`,
    ),
  ];
}
