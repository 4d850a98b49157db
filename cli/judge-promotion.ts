import type { Verdict } from "./judge.ts";
import type { PromotionView } from "./promotion-answers.ts";
import type { PromotionLook } from "./promotion-look.ts";

/** Decides from one look at a promotion. */
export type PromotionJudge = (look: PromotionLook) => Verdict;

/** States in which nobody needs to do anything. A state that this CLI does not know is an outcome. */
const UNDERWAY = ["Waiting", "Running", "Restoring"];

/** Waits until a promotion is over, however long people take; only `Verified` is good. */
export const judgeOver: PromotionJudge = ({ id, promotion }) => {
  if (promotion === undefined) return { is: "missed", text: `there is no promotion "${id}"` };
  if (UNDERWAY.includes(promotion.state) || promotion.state === "Held") return { is: "pending" };
  return { is: isGood(promotion) ? "reached" : "missed", text: stateWords(promotion) };
};

/** As `judgeOver`, and a promotion that is held for a person has missed it. */
export const judgeVerified: PromotionJudge = (look) => {
  const { promotion } = look;
  if (promotion?.state === "Held") return { is: "missed", text: stateWords(promotion) };
  return judgeOver(look);
};

const isGood = ({ state, revokedAt }: PromotionView): boolean => state === "Verified" && revokedAt === undefined;

function stateWords({ state, reason, revokedAt, revokedReason }: PromotionView): string {
  if (revokedAt !== undefined) return `${state}, and revoked: ${revokedReason ?? ""}`;
  return reason === "" ? state : `${state}: ${reason}`;
}
