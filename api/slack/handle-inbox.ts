import type { StoredSlackItem } from "../../adapters/store/slack-inbox-port.ts";
import { CHAT_BUTTONS } from "../../domain/chat-buttons.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import type { Bell } from "../wakes/bell.ts";
import { runWoken, type WokenLoop } from "../wakes/run-woken.ts";
import { answerCommand } from "./answer-command.ts";
import { giveUp } from "./give-up.ts";
import { handleClick } from "./handle-click.ts";
import { handleRejection } from "./handle-rejection.ts";
import { heldBack } from "./held-back.ts";
import { reach } from "./reach.ts";
import { replyLater } from "./reply-later.ts";
import type { SlackDeps } from "./slack-deps.ts";
import { TryLater } from "./try-later.ts";

const OPEN_MAX = 1_000;
const CALL_MS = 5_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** What cannot be handled for so long is given up, after some attempts at least: the API itself may have been away. */
const GIVE_UP_AFTER_MS = 15 * 60_000;
const ATTEMPTS_MIN = 5;
const FORGET_EVERY_MS = 3_600_000;
/** How long what was handled is kept. */
const KEPT_MS = 30 * 24 * 3_600_000;

/**
 * Handles what Slack sent, in the order in which it came, as soon as the bell rings: each row gets exactly one outcome.
 * One that cannot be handled yet is tried again after a pause of its own, and those behind it go on, unless they would
 * overtake it. It can end anywhere: the row stays open, a vote is counted once by its key, and at worst somebody is told
 * twice, which the row's attempts show. Each hour it deletes what was handled 30 days ago.
 */
export function handleSlackInbox(
  deps: SlackDeps,
  { commits, signal }: { readonly commits: Bell; readonly signal: AbortSignal },
): WokenLoop {
  const now = deps.now ?? Date.now;
  let forgottenAt = 0;
  const act = async () => {
    const open = await deps.inbox.openSlackItems(OPEN_MAX);
    // What was put off before, and in this round.
    const waiting: StoredSlackItem[] = [];
    let tried = 0;
    for (const row of open) {
      if (signal.aborted) break;
      const isTried = row.isDue && !waiting.some((earlier) => heldBack(row, earlier));
      if (isTried) tried += 1;
      if (!isTried || (await handleRow(deps, row, now)) === "later") waiting.push(row);
    }
    if (tried > 0 || now() - forgottenAt < FORGET_EVERY_MS) return tried > 0;
    const forgotten = await deps.inbox.forgetSlackItems(now() - KEPT_MS);
    if (forgotten === 0) forgottenAt = now();
    return forgotten > 0;
  };
  return runWoken({ name: "handling Slack's inbox", bell: commits, act, log: deps.log, signal });
}

async function handleRow(deps: SlackDeps, row: StoredSlackItem, now: () => number): Promise<"handled" | "later"> {
  const attempt = await deps.inbox.beginSlackItem(row.id);
  if (attempt === 0) return "handled";
  const isLast = attempt >= ATTEMPTS_MIN && now() - row.receivedAt >= GIVE_UP_AFTER_MS;
  reach(deps, "begun", row.item);
  try {
    const outcome = await outcomeOf(deps, row, isLast);
    reach(deps, "before end", row.item);
    await deps.inbox.endSlackItem(row.id, outcome);
    reach(deps, "ended", row.item);
    return "handled";
  } catch (error) {
    // While the database is away nothing can be handled, however often it was tried.
    if (error instanceof OrchestratorError && error.code === "STORE_UNREACHABLE") throw error;
    if (isLast) {
      deps.log.error("something that Slack sent was given up", error, { id: row.id, key: row.key });
      const told = await giveUp(deps, row.item);
      const why = error instanceof Error ? error.message : String(error);
      await deps.inbox.endSlackItem(row.id, `errored: ${why}`.slice(0, 500) + told);
      return "handled";
    }
    if (attempt === 1) deps.log.error("something that Slack sent is tried again", error, { id: row.id, key: row.key });
    const own = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
    const asked = error instanceof TryLater ? (error.afterMs ?? 0) : 0;
    await deps.inbox.postponeSlackItem(row.id, Math.min(Math.max(own, asked), GIVE_UP_AFTER_MS));
    return "later";
  }
}

async function outcomeOf(deps: SlackDeps, row: StoredSlackItem, isLast: boolean): Promise<string> {
  const { item } = row;
  switch (item.kind) {
    case "event":
      return `noted: ${item.type}`;
    case "command": {
      const { text, outcome } = await answerCommand(deps, item, AbortSignal.timeout(CALL_MS));
      return `${outcome}; ${await replyLater(deps, item.responseUrl, text)}`;
    }
    case "submission":
      return await handleRejection(deps, { row, item, isLast });
    case "click":
      if (!Object.values<string>(CHAT_BUTTONS).includes(item.action)) return "ignored: no button of an approval";
      return await handleClick(deps, { row, item, isLast });
  }
}
