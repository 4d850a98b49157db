import type { PromotionView } from "../promotion-answers.ts";

/** What there is to say about a promotion beside its state, in one line: what it waits for, why it ended. */
export function promotionNote({ state, reason, revokedAt, revokedReason }: PromotionView): string {
  if (state === "Verified" && revokedAt !== undefined) return `revoked: ${revokedReason ?? ""}`;
  return reason;
}
