import type { AcceptedAnswer } from "./answers.ts";
import { followPromotions, waitForPromotions } from "./follow-promotions.ts";
import { judgeVerified } from "./judge-promotion.ts";
import { printAccepted } from "./print-accepted.ts";
import type { Session } from "./session.ts";

/** Prints what was accepted, and watches the promotion that carries it out, or says how to. `waitMs` undefined returns at once. */
export async function carryPromotion(
  session: Session,
  answer: AcceptedAnswer,
  { waitMs }: { readonly waitMs: number | undefined },
): Promise<void> {
  const { err } = session.terminal;
  printAccepted(session, answer);
  if (answer.isReplay) err.line("this answer was recorded earlier, for the same idempotency key");
  const ids = answer.results.flatMap(({ promotionId }) => promotionId ?? []);
  if (ids.length === 0) return err.line("nothing is to be done: the environment has this release, and is well");
  if (waitMs === undefined) return err.line(`follow it: ${waitForPromotions(ids)}`);
  await followPromotions(session, { ids, judge: judgeVerified, timeoutMs: waitMs });
}
