import { apiPath } from "./api-path.ts";
import type { Page } from "./answers.ts";
import type { ApprovalView } from "./approval-answers.ts";
import { CommandFailure } from "./command-failure.ts";
import { commandName } from "./command-name.ts";
import { EXIT } from "./exit-codes.ts";
import { approvalSubject } from "./render/approval.ts";
import type { Session } from "./session.ts";

/**
 * The approval that a person means: by its id, or by that of a promotion that waits for exactly one.
 * @throws CommandFailure when it is not one
 */
export async function findApproval(session: Session, given: string): Promise<ApprovalView> {
  const id = given.replace(/^(approvals?|promotions?)\//, "");
  if (!id.startsWith("pr-")) return await session.request<ApprovalView>({ path: apiPath("approvals", id) });
  const query = { promotion: id, status: "pending", limit: 20 };
  const { items } = await session.request<Page<ApprovalView>>({ path: "v1/approvals", query });
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
