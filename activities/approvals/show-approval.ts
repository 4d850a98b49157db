import type { ApprovalMessage, ApprovalToShow, ChatRoom } from "../../adapters/store/approvals-port.ts";
import type { MessageContent } from "../../adapters/chat/port.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import type { Effects } from "../effects/effects.ts";
import { makeEffects } from "../effects/make-effects.ts";
import type { ShowApproval, Shown } from "./approval-ports.ts";
import type { ChatPorts } from "./chat-ports.ts";
import { chatValue } from "./chat-value.ts";
import { repliesOf } from "./replies-of.ts";

const AGAIN_MS = 15_000;
/** What an admin has to mend is not asked about often. */
const REFUSED_AGAIN_MS = 60_000;
/** A message may have been posted a little before its approval's row says that it was asked. */
const EARLIER_MS = 60_000;

/** Refusals of a look that no repeat mends: the room is known by its name only, or the app may not read. */
const NO_LOOK: readonly string[] = ["channel_by_name", "missing_scope", "not_allowed_token_type"];

/** One approval in its room. */
interface Showing {
  readonly shown: ApprovalToShow;
  readonly room: ChatRoom & { readonly channel: string };
  readonly effects: Effects;
  readonly signal: AbortSignal;
}

/**
 * Brings what a chat shows of an approval up to date: its message, every copy of it, and the replies in its thread. Each
 * is posted once; one that somebody has deleted is posted anew while it matters.
 */
export function showInChat(ports: ChatPorts): ShowApproval {
  return async (shown, signal) => {
    const { project, class: environmentClass, id } = shown.approval;
    const room = await ports.store.chatRoom(project, environmentClass);
    if (room?.channel === undefined) return { fault: null };
    const effects = makeEffects({
      ledger: ports.store.approvalLedger(id),
      by: "chat",
      cause: id,
      now: ports.now,
      digest: ports.digest,
      ...(ports.reached === undefined ? {} : { reached: ports.reached }),
    });
    const showing = { shown, room: { ...room, channel: room.channel }, effects, signal };
    try {
      const messages = await bringUpToDate(ports, showing);
      const main = messages.find(({ role, isGone }) => role === "approval" && !isGone);
      if (main !== undefined) await reply(ports, showing, main);
      return { fault: null };
    } catch (error) {
      signal.throwIfAborted();
      return faultOf(error, ports.now());
    }
  };
}

/** Updates every copy; posts one where there is none. Answers them. */
async function bringUpToDate(ports: ChatPorts, showing: Showing): Promise<readonly ApprovalMessage[]> {
  const { approval, messages } = showing.shown;
  const content = ports.rendering.approval(approval, showing.room.mode);
  const copies = messages.filter(({ role }) => role === "approval");
  const seen: ApprovalMessage[] = [];
  for (const copy of copies) seen.push(await updated(ports, showing, { copy, content }));
  if (seen.some(({ isGone }) => !isGone)) return seen;
  // Somebody has deleted it. What is decided needs no new one.
  if (seen.length > 0 && approval.status !== "pending") return seen;
  const call = seen.length === 0 ? "post" : `post-${seen.length + 1}`;
  return [...seen, await posted(ports, showing, { call, content, role: "approval" })];
}

async function updated(
  ports: ChatPorts,
  { shown, signal }: Showing,
  { copy, content }: { readonly copy: ApprovalMessage; readonly content: MessageContent },
): Promise<ApprovalMessage> {
  const { id, version } = shown.approval;
  if (copy.isGone || copy.renderedVersion >= version) return copy;
  ports.reached?.("before update", `chat/${copy.role}`);
  const answer = await ports.chat.update(copy, content, signal);
  const isGone = answer.outcome === "refused" && answer.mend === "message";
  if (!isGone) chatValue(answer);
  const next = { ...copy, isGone, renderedVersion: isGone ? copy.renderedVersion : version };
  ports.reached?.("before record", `chat/${copy.role}`);
  await ports.store.recordMessage(id, next);
  return next;
}

interface Posting {
  readonly call: string;
  readonly content: MessageContent;
  readonly role: ApprovalMessage["role"];
  readonly thread?: string;
}

/** Posts once. What it shows is known only where this very look has posted it; else it is updated at the next. */
async function posted(
  ports: ChatPorts,
  { shown, room, effects, signal }: Showing,
  { call, content, role, thread }: Posting,
): Promise<ApprovalMessage> {
  const { id, version, askedAt } = shown.approval;
  let isNew = false;
  const inThread = thread === undefined ? {} : { thread };
  const { channel, ts } = await effects.once({
    call,
    system: "slack",
    request: { channel: room.channel, ...inThread },
    look: async (key) => {
      const query = { channel: room.channel, key, sinceMs: askedAt - EARLIER_MS, ...inThread };
      return await find(ports, query, signal);
    },
    act: async (key) => {
      const message = { ...content, channel: room.channel, key, ...inThread };
      const address = chatValue(await ports.chat.post(message, signal));
      isNew = true;
      return { ...address };
    },
  });
  const message: ApprovalMessage = { channel, ts, role, renderedVersion: isNew ? version : 0, isGone: false };
  ports.reached?.("before record", `chat/${call}`);
  await ports.store.recordMessage(id, message);
  return isNew ? message : await updated(ports, { shown, room, effects, signal }, { copy: message, content });
}

/**
 * Our message with a key; undefined when there is none, and where it cannot be looked up: there a second one may be posted,
 * and a click on either is a vote of the same approval.
 */
async function find(
  { chat }: ChatPorts,
  query: Parameters<ChatPorts["chat"]["find"]>[0],
  signal: AbortSignal,
): Promise<{ readonly channel: string; readonly ts: string } | undefined> {
  const answer = await chat.find(query, signal);
  if (answer.outcome === "refused" && NO_LOOK.includes(answer.code)) return undefined;
  return chatValue(answer) ?? undefined;
}

/** Replies in its thread, each once; the one that tells how it goes on is edited. */
async function reply(ports: ChatPorts, showing: Showing, main: ApprovalMessage): Promise<void> {
  const { shown, effects, room, signal } = showing;
  for (const { call, content } of repliesOf(ports.rendering, shown)) {
    await effects.once({
      call,
      system: "slack",
      request: { channel: main.channel, thread: main.ts },
      look: async (key) => {
        const query = { channel: main.channel, thread: main.ts, key, sinceMs: shown.approval.askedAt - EARLIER_MS };
        return await find(ports, query, signal);
      },
      act: async (key) => {
        const message = { ...content, channel: main.channel, thread: main.ts, key };
        return { ...chatValue(await ports.chat.post(message, signal)) };
      },
    });
  }
  if (shown.approval.progress === undefined) return;
  const content = ports.rendering.progress(shown.approval);
  const before = shown.messages.find(({ role, isGone }) => role === "progress" && !isGone);
  if (before !== undefined) return void (await updated(ports, showing, { copy: before, content }));
  const place = { ...showing, room: { ...room, channel: main.channel } };
  await posted(ports, place, { call: "progress", content, role: "progress", thread: main.ts });
}

function faultOf(error: unknown, nowMs: number): Shown {
  if (!(error instanceof OrchestratorError)) throw error;
  const { code, message, details } = error;
  const { retryAfterMs } = details;
  const pauseMs =
    typeof retryAfterMs === "number" ? retryAfterMs : code === "REMOTE_REFUSED" ? REFUSED_AGAIN_MS : AGAIN_MS;
  // Without the seconds, which are others at each look.
  const fault = code === "REMOTE_THROTTLED" ? "Slack takes no more messages for a while" : message;
  return { fault, lookAgainAt: nowMs + pauseMs };
}
