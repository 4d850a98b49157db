import type { SlackDeps } from "./slack-deps.ts";

const CALL_MS = 5_000;
const TEXT_MAX = 2_000;

/** Tells one person in the channel where they clicked, and nobody else. Where that fails, the log says so. */
export async function tell(
  { chat, log }: Pick<SlackDeps, "chat" | "log">,
  to: { readonly by: { readonly user: string }; readonly channel: string; readonly thread?: string },
  text: string,
): Promise<void> {
  const thread = to.thread === undefined ? {} : { thread: to.thread };
  const target = { channel: to.channel, user: to.by.user, ...thread };
  const answer = await chat
    .whisper(target, text.slice(0, TEXT_MAX), AbortSignal.timeout(CALL_MS))
    .catch((error: unknown) => ({
      outcome: "unknown" as const,
      reason: String(error),
    }));
  if (answer.outcome !== "applied") log.info("somebody could not be told in Slack", { reason: answer.reason });
}
