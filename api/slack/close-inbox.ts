import type { SlackInbox } from "../../adapters/store/slack-inbox-port.ts";
import type { Log } from "../http/log.ts";
import { createBell } from "../wakes/bell.ts";

const RETRY_MS = 1_000;

/**
 * Ends what Slack sent before it was turned off: nobody handles it, and an approval does not end while a vote that came in
 * time is open. Goes on trying until the store answers; resolves then, or when the signal aborted. Never rejects.
 */
export async function closeSlackInbox(
  inbox: Pick<SlackInbox, "endOpenSlackItems">,
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): Promise<void> {
  const silence = createBell();
  let isLogged = false;
  while (!signal.aborted) {
    try {
      const count = await inbox.endOpenSlackItems("given up: Slack is not configured");
      if (count > 0) log.info("what Slack sent was given up: Slack is not configured", { count });
      return;
    } catch (error) {
      if (!isLogged) log.error("closing Slack's inbox failed and goes on trying", error);
      isLogged = true;
      await silence.wait(0, { ms: RETRY_MS, signal });
    }
  }
}
