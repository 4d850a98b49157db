import type { Chat } from "../../adapters/chat/port.ts";
import type { Log } from "../http/log.ts";
import { createBell } from "../wakes/bell.ts";

const RETRY_MS = 30_000;
const CALL_MS = 5_000;

/** Which installation our token belongs to, once Slack has said so. */
export interface OwnTeam {
  /** Undefined until then. */
  team(): string | undefined;
  /** Resolves when it is known, or the signal aborted. Never rejects. */
  readonly ended: Promise<void>;
}

/**
 * Asks Slack at the start whether the token is good, and whose it is; again each half a minute until Slack says it. Each
 * new reason why it does not is logged once.
 */
export function learnTeam(
  chat: Pick<Chat, "check">,
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): OwnTeam {
  let team: string | undefined;
  const silence = createBell();
  const ask = async () => {
    let said = "";
    while (!signal.aborted) {
      const answer = await chat.check(AbortSignal.timeout(CALL_MS)).catch((error: unknown) => ({
        outcome: "unknown" as const,
        reason: error instanceof Error ? error.message : String(error),
      }));
      if (answer.outcome === "applied") {
        ({ team } = answer.value);
        return log.info("Slack knows us", { ...answer.value });
      }
      if (answer.reason !== said) log.info("Slack does not say who we are", { reason: answer.reason });
      said = answer.reason;
      await silence.wait(0, { ms: RETRY_MS, signal });
    }
  };
  return { team: () => team, ended: ask() };
}
