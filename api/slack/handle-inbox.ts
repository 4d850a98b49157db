import type { StoredSlackItem } from "../../adapters/store/slack-inbox-port.ts";
import { CHAT_BUTTONS } from "../../domain/chat-buttons.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import type { Bell } from "../wakes/bell.ts";
import { runWoken, type WokenLoop } from "../wakes/run-woken.ts";
import { answerCommand } from "./answer-command.ts";
import { handleClick } from "./handle-click.ts";
import { handleRejection } from "./handle-rejection.ts";
import { reach } from "./reach.ts";
import { replyLater } from "./reply-later.ts";
import type { SlackDeps } from "./slack-deps.ts";
import { tell } from "./tell.ts";

const BATCH = 50;
const CALL_MS = 5_000;
/** A row that fails so often for a reason of its own holds up no other. */
const ATTEMPTS_MAX = 5;

/**
 * Handles what Slack sent, in the order in which it came, as soon as the bell rings: each row gets exactly one outcome.
 * It can end anywhere: the row stays open, a vote is counted once by its key, and at worst somebody is told twice, which
 * the row's attempts show.
 */
export function handleSlackInbox(
  deps: SlackDeps,
  { commits, signal }: { readonly commits: Bell; readonly signal: AbortSignal },
): WokenLoop {
  const act = async () => {
    const rows = await deps.inbox.openSlackItems(BATCH);
    for (const row of rows) {
      if (signal.aborted) break;
      await handleRow(deps, row);
    }
    return rows.length > 0;
  };
  return runWoken({ name: "handling Slack's inbox", bell: commits, act, log: deps.log, signal });
}

async function handleRow(deps: SlackDeps, row: StoredSlackItem): Promise<void> {
  const attempt = await deps.inbox.beginSlackItem(row.id);
  if (attempt === 0) return;
  const isLast = attempt >= ATTEMPTS_MAX;
  reach(deps, "begun", row.item);
  try {
    const outcome = await outcomeOf(deps, row, isLast);
    reach(deps, "before end", row.item);
    await deps.inbox.endSlackItem(row.id, outcome);
    reach(deps, "ended", row.item);
  } catch (error) {
    // While the database is away nothing can be handled, however often it was tried.
    const isAway = error instanceof OrchestratorError && error.code === "STORE_UNREACHABLE";
    if (isAway || !isLast) throw error;
    deps.log.error("something that Slack sent was given up", error, { id: row.id, key: row.key });
    if (row.item.kind === "click")
      await tell(
        deps,
        row.item,
        "Holdfast could not handle this click. See whether it was counted, or vote by CLI or API.",
      );
    await deps.inbox.endSlackItem(
      row.id,
      `errored: ${error instanceof Error ? error.message : String(error)}`.slice(0, 500),
    );
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
