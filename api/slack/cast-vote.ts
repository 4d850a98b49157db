import { createHash } from "node:crypto";
import type { StoredSlackItem } from "../../adapters/store/slack-inbox-port.ts";
import type { RequestIdentity } from "../../adapters/store/requests-port.ts";
import { ERROR_CODES, type ErrorCode } from "../../domain/errors.ts";
import type { Principal } from "../../domain/schema/access.ts";
import type { ApprovalView } from "../../domain/schema/approval.ts";
import type { SlackPerson } from "../../domain/schema/slack-item.ts";
import { actorOf } from "../authenticate.ts";
import { environmentOf } from "./environment-of.ts";
import { reach } from "./reach.ts";
import { resolvePerson } from "./resolve-person.ts";
import { slackActionOf } from "./slack-actions.ts";
import type { SlackDeps } from "./slack-deps.ts";
import { TryLater } from "./try-later.ts";
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
 * @throws TryLater where Slack does not say who the account is, and it can be tried again
 */
export async function castVote(deps: SlackDeps, vote: SlackVote): Promise<string> {
  const { to, view, row } = vote;
  const refuse = async (why: string, say: string, { code, principal, hint = "" }: Refusal = UNKNOWN) => {
    deps.refusals.note({
      ...(principal === undefined ? {} : { actor: actorOf(principal) }),
      action: "vote",
      resource: environmentOf(view),
      code,
      reason: why,
      via: "slack",
      traceId: traceOf(row),
    });
    await tell(deps, to, `${say} Nothing was counted.${hint === "" ? "" : `\n${hint}`}`);
    return `refused: ${why}`;
  };
  const who = await resolvePerson(deps, to.by, AbortSignal.timeout(CALL_MS));
  if (who.result === "nobody") return await refuse(who.why, who.say, nobody(who.principal));
  if (who.result === "unclear") {
    if (!vote.isLast) throw new TryLater(who.why, who.retryAfterMs);
    return await refuse(who.why, "Slack does not say who you are at the moment. Click again, or vote by CLI or API.");
  }
  const { principal } = who;
  if ((await deps.modeOf(view.project)) === "link-only") {
    const say = `Approvals of ${shown(view.project)} are not decided in Slack. Vote by CLI or API: \`holdfast approve ${view.id}\`.`;
    return await refuse(`project ${view.project} is link-only`, say, { code: "FORBIDDEN", principal });
  }
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
  const { code, reason } = answer;
  return await refuse(`${code}: ${reason}`, shown(sentence(reason), 600), { code, principal, hint: shown(hint) });
}

/** Why it was refused, and to whom; nobody where it is not known who it was. */
interface Refusal {
  readonly code: ErrorCode;
  readonly principal?: Principal;
  /** What to do about it; absent for nothing. */
  readonly hint?: string;
}

const UNKNOWN: Refusal = { code: "UNAUTHENTICATED" };

const nobody = (principal: Principal | undefined): Refusal =>
  principal === undefined ? { code: "UNAUTHENTICATED" } : { code: "UNAUTHENTICATED", principal };

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const traceOf = ({ key }: StoredSlackItem) => sha256(key).slice(0, 32);

/** Derived from the row alone: the same row, handled again, is the same request. */
function identify({ row, view, choice, reason, planDigest }: SlackVote, { id, name }: Principal): RequestIdentity {
  return {
    key: `slack:${row.key}`,
    digest: `sha256:${sha256(JSON.stringify([view.id, choice, reason, planDigest]))}`,
    actor: { kind: "person", name, id },
    traceId: traceOf(row),
  };
}
