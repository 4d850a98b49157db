import type { Principal } from "../../domain/schema/access.ts";
import type { ApprovalView } from "../../domain/schema/approval.ts";
import { waitsFor } from "../../domain/waits-for.ts";
import { environmentOf } from "./environment-of.ts";
import { slackActionOf } from "./slack-actions.ts";
import type { SlackDeps } from "./slack-deps.ts";
import { moment, shown } from "./words.ts";

const LISTED = 10;
const PAGE = 200;
const PAGES_MAX = 10;

/** What waits for this person's vote, of what they may see. */
export async function approvalsText(
  { store, authorization }: Pick<SlackDeps, "store" | "authorization">,
  principal: Principal,
): Promise<string> {
  const mine: ApprovalView[] = [];
  let from: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const more = from === undefined ? {} : { continue: from };
    const { items, continue: next } = await store.listApprovals({ status: "pending", limit: PAGE, ...more });
    mine.push(
      ...items.filter(
        (view) =>
          waitsFor(view, principal) &&
          authorization.decide(principal, slackActionOf("command approvals"), environmentOf(view)).isAllowed,
      ),
    );
    from = next;
    if (next === undefined) break;
  }
  if (mine.length === 0) return "Nothing waits for your vote.";
  const soonest = mine.toSorted((one, other) => one.expiresAt - other.expiresAt);
  const lines = soonest.slice(0, LISTED).map((view) => {
    const what = whatIsAsked(view);
    const where = `*${shown(view.project)}/${shown(view.environment)}*`;
    return `• \`${shown(view.id)}\` ${what}${where}, asked by ${shown(view.requester)}, until ${moment(view.expiresAt)}`;
  });
  const more = mine.length > LISTED ? [`• … and ${mine.length - LISTED} more`] : [];
  return ["Waiting for your vote:", ...lines, ...more, "Vote by the buttons of its message, by CLI or API."].join("\n");
}

function whatIsAsked({ subject, release, drift }: ApprovalView): string {
  if (subject === "promotion") return `${shown(release ?? "")} to `;
  return drift === undefined ? `${subject} of ` : `drift of ${shown(drift.component)} in `;
}
