import type { SlackCommand } from "../../domain/schema/slack-item.ts";
import { answerCommand } from "./answer-command.ts";
import type { SlackDeps } from "./slack-deps.ts";
import { within } from "./within.ts";

/**
 * Answers a command while Slack waits. What is not there in time is handed over, to be answered later; then there is no
 * text.
 */
export async function answerNow(
  deps: SlackDeps,
  { id, item, msMax }: { readonly id: number; readonly item: SlackCommand; readonly msMax: number },
): Promise<string | undefined> {
  const ms = Math.max(msMax, 1);
  const answering = answerCommand(deps, item, AbortSignal.timeout(ms)).catch(() => "late" as const);
  const answer = await within(ms, answering);
  if (answer === "late") {
    deps.background.run("handing over a command", async () => await deps.inbox.releaseSlackItem(id));
    return undefined;
  }
  deps.background.run("recording an answer", async () => await deps.inbox.endSlackItem(id, answer.outcome));
  return answer.text;
}
