import { createHash } from "node:crypto";
import type { StoredSlackItem } from "../../adapters/store/slack-inbox-port.ts";
import type { RequestIdentity } from "../../adapters/store/requests-port.ts";
import { ERROR_CODES } from "../../domain/errors.ts";
import type { Principal } from "../../domain/schema/access.ts";
import type { ApprovalView } from "../../domain/schema/approval.ts";
import type { SlackPerson } from "../../domain/schema/slack-item.ts";
import { environmentOf } from "./environment-of.ts";
import { reach } from "./reach.ts";
import { resolvePerson } from "./resolve-person.ts";
import { slackActionOf } from "./slack-actions.ts";
import type { SlackDeps } from "./slack-deps.ts";
import { tell } from "./tell.ts";
import { sentence, shown } from "./words.ts";

const CALL_MS = 5_000;

/** A vote that somebody gave in Slack. */
export interface SlackVote {
  readonly row: StoredSlackItem;
  /** True: it is not tried again, so who it is must be clear now. */
  readonly isLast: boolean;
  /** Whom to tell, and where. */
  readonly to: { readonly by: SlackPerson; readonly channel: string; readonly thread?: string };
  readonly view: ApprovalView;
  readonly choice: "approve" | "reject";
  readonly reason: string;
  /** Of the plan that the person saw. */
  readonly planDigest: string;
}

/**
 * Counts a vote, by the one verb through which every door votes. Who it is, whether they may, and whether Slack may
 * decide at all is asked at this moment; whatever is refused is told to the person only. Answers its outcome.
 *
 * @throws Error where Slack does not say who the account is, and it can be tried again
 */
export async function castVote(deps: SlackDeps, vote: SlackVote): Promise<string> {
  const { to, view, row } = vote;
  const refuse = async (why: string, say: string, hint = "") => {
    await tell(deps, to, `${say} Nothing was counted.${hint === "" ? "" : `\n${hint}`}`);
    return `refused: ${why}`;
  };
  const who = await resolvePerson(deps, to.by, AbortSignal.timeout(CALL_MS));
  if (who.result === "nobody") return await refuse(who.why, who.say);
  if (who.result === "unclear") {
    if (!vote.isLast) throw new Error(who.why);
    return await refuse(who.why, "Slack does not say who you are at the moment. Click again, or vote by CLI or API.");
  }
  if ((await deps.modeOf(view.project)) === "link-only") {
    const say = `Approvals of ${shown(view.project)} are not decided in Slack. Vote by CLI or API: \`holdfast approve ${view.id}\`.`;
    return await refuse(`project ${view.project} is link-only`, say);
  }
  const { principal } = who;
  const answer = await deps.store.acceptBallot(identify(vote, principal), {
    approvalId: view.id,
    principal,
    mayVote: deps.authorization.decide(principal, slackActionOf(vote.choice), environmentOf(view)).isAllowed,
    choice: vote.choice,
    reason: vote.reason,
    via: "slack",
    receivedAt: row.receivedAt,
    planDigest: vote.planDigest,
  });
  reach(deps, "counted", row.item);
  if (answer.isCounted) return `counted: ${vote.choice} of ${principal.name}`;
  const { hint } = ERROR_CODES[answer.code];
  return await refuse(`${answer.code}: ${answer.reason}`, shown(sentence(answer.reason), 600), shown(hint));
}

/** Derived from the row alone: the same row, handled again, is the same request. */
function identify({ row, view, choice, reason, planDigest }: SlackVote, { id, name }: Principal): RequestIdentity {
  const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
  return {
    key: `slack:${row.key}`,
    digest: `sha256:${sha256(JSON.stringify([view.id, choice, reason, planDigest]))}`,
    actor: { kind: "person", name, id },
    traceId: sha256(row.key).slice(0, 32),
  };
}
