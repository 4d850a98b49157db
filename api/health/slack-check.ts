import type { Chat } from "../../adapters/chat/port.ts";
import type { Check } from "./run-checks.ts";

const CALL_MS = 1_500;
/** Slack allows few of these calls, and load balancers ask often. */
const KEPT_MS = 30_000;

/** Whether Slack takes our token. Approvals go on without it by their other doors, so it makes nothing unready. */
export function slackCheck(chat: Pick<Chat, "check">, now: () => number): Check {
  let last: { readonly at: number; readonly reason: string | undefined } | undefined;
  return {
    name: "slack",
    isAdvisory: true,
    async run() {
      if (last !== undefined && now() - last.at < KEPT_MS) return last.reason;
      const answer = await chat.check(AbortSignal.timeout(CALL_MS));
      const reason = answer.outcome === "applied" ? undefined : answer.reason;
      last = { at: now(), reason };
      return reason;
    },
  };
}
