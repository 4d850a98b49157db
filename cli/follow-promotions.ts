import { commandName } from "./command-name.ts";
import { finishPromotions } from "./finish-promotions.ts";
import { followTargets } from "./follow-targets.ts";
import type { PromotionJudge } from "./judge-promotion.ts";
import { openPromotionDisplay } from "./promotion-display.ts";
import { lookAtPromotion } from "./promotion-look.ts";
import type { Session } from "./session.ts";

/** Which promotions, what is waited for, and for how long. */
export interface PromotionsWait {
  readonly ids: readonly string[];
  readonly judge: PromotionJudge;
  /** Milliseconds; 0 looks once. */
  readonly timeoutMs: number;
}

/**
 * Watches promotions until what is waited for has come about, and prints what they came to.
 * @throws CommandFailure when one missed it (4 where a gate or a veto said no), or the time is over (124); Interrupted on Ctrl-C
 */
export async function followPromotions(session: Session, { ids, judge, timeoutMs }: PromotionsWait): Promise<void> {
  if (ids.length === 0) return;
  const following = {
    targets: ids,
    look: lookAtPromotion,
    judge,
    nameOf: (id: string) => `promotion/${id}`,
    timeoutMs,
    comeBack: [waitForPromotions(ids)],
  };
  finishPromotions(session, await followTargets(session, following, openPromotionDisplay(session.terminal.err)));
}

/** The command that leads back to promotions. */
export function waitForPromotions(ids: readonly string[]): string {
  return `${commandName()} wait ${ids.map((id) => `promotion/${id}`).join(" ")} --for=over`;
}
