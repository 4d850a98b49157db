import { setTimeout as sleep } from "node:timers/promises";
import { apiPath } from "./api-path.ts";
import type { Page } from "./answers.ts";
import type { ApprovalView } from "./approval-answers.ts";
import { CommandFailure } from "./command-failure.ts";
import { commandName } from "./command-name.ts";
import { EXIT } from "./exit-codes.ts";
import type { PromotionView } from "./promotion-answers.ts";
import { approvalSubject } from "./render/approval.ts";
import type { Session } from "./session.ts";

const ASKED_WITHIN_MS = 15_000;
const POLL_MS = 300;

/**
 * The approval that a person means: by its id, or by that of a promotion that waits for exactly one.
 * @throws CommandFailure when it is not one
 */
export async function findApproval(session: Session, given: string): Promise<ApprovalView> {
  const id = given.replace(/^(approvals?|promotions?)\//, "");
  if (!id.startsWith("pr-")) return await session.request<ApprovalView>({ path: apiPath("approvals", id) });
  const items = await asked(session, id);
  const [only, ...others] = items;
  if (only === undefined)
    throw new CommandFailure(`nobody is asked about promotion ${id} now`, {
      exitCode: EXIT.notFound,
      hints: [`see what it waits for: ${commandName()} explain promotion ${id}`],
    });
  if (others.length > 0)
    throw new CommandFailure(`promotion ${id} waits for ${items.length} approvals: name one of them`, {
      hints: items.map((one) => `${one.id}  ${approvalSubject(one)}, gate ${one.gate ?? "-"}, ${one.rule.from}`),
    });
  return only;
}

/** What is asked about a promotion. One that was just begun may ask in a moment: it is waited for. */
async function asked(session: Session, promotion: string): Promise<readonly ApprovalView[]> {
  const query = { promotion, limit: 20 };
  const endsAt = Date.now() + ASKED_WITHIN_MS;
  for (;;) {
    const { items } = await session.request<Page<ApprovalView>>({ path: "v1/approvals", query });
    const pending = items.filter(({ status }) => status === "pending");
    if (pending.length > 0 || items.length > 0 || Date.now() >= endsAt) return pending;
    const { state, gates } = await session.request<PromotionView>({ path: apiPath("promotions", promotion) });
    if (state !== "Waiting" || gates.every(({ kind }) => kind !== "approval")) return pending;
    await sleep(POLL_MS, undefined, { signal: session.signal });
  }
}
