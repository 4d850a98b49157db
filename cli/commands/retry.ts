import { decisionCommand } from "../decide-promotion.ts";

/** `retry PROMOTION`: goes on with a held promotion from what failed. */
export const retry = decisionCommand({
  verb: "retry",
  example: "go on from what failed; of one that has ended, a new attempt",
  mustSayWhy: false,
});
