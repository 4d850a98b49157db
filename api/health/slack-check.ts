import type { Chat } from "../../adapters/chat/port.ts";
import type { UntoldApprovals } from "../../adapters/store/approvals-port.ts";
import type { Check } from "./run-checks.ts";

const CALL_MS = 1_500;
/** Slack allows few of these calls, and load balancers ask often. */
const KEPT_MS = 30_000;

/** What the check asks. */
export interface SlackToCheck {
  readonly chat: Pick<Chat, "check">;
  /** Approvals that people may not have been told of; undefined for none. */
  readonly untold: () => Promise<UntoldApprovals | undefined>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Whether Slack takes our token, and whether people were told of every approval: a channel may be missing. Approvals go
 * on without it by their other doors, so it makes nothing unready.
 */
export function slackCheck({ chat, untold, now }: SlackToCheck): Check {
  let last: { readonly at: number; readonly reason: string | undefined } | undefined;
  return {
    name: "slack",
    isAdvisory: true,
    async run() {
      if (last === undefined || now() - last.at >= KEPT_MS) {
        const answer = await chat.check(AbortSignal.timeout(CALL_MS));
        last = { at: now(), reason: answer.outcome === "applied" ? undefined : answer.reason };
      }
      const found = await untold();
      const people =
        found === undefined
          ? undefined
          : `people may not have been told of ${found.count} approval${found.count === 1 ? "" : "s"}: ${found.reason}`;
      const reasons = [last.reason, people].filter((reason) => reason !== undefined);
      return reasons.length === 0 ? undefined : reasons.join("; ");
    },
  };
}
