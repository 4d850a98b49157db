import { setTimeout as sleep } from "node:timers/promises";
import type { EventView } from "./answers.ts";
import { isPassing } from "./is-passing.ts";
import { NoAnswer } from "./no-answer.ts";
import { parseEventStream } from "./parse-event-stream.ts";
import { ProblemFailure } from "./problem-failure.ts";
import type { Session } from "./session.ts";

/** The API sends a heartbeat every 15 s. After three that did not come, nobody is there. */
const SILENT_MS = 45_000;
const PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;

/** Which events, and after which sequence number. */
export interface EventQuery {
  readonly after: number;
  readonly project?: string | undefined;
  readonly environment?: string | undefined;
  readonly promotion?: string | undefined;
}

/**
 * Events as they happen, each once, until Ctrl-C. A connection that breaks is made anew after the last event seen.
 * @throws what `request` throws where the first connection fails, or a later one is refused for good
 */
export async function* followEvents(session: Session, query: EventQuery): AsyncGenerator<EventView> {
  let { after } = query;
  let failures = 0;
  let wasConnected = false;
  for (;;) {
    try {
      for await (const event of connectOnce(session, { ...query, after })) {
        wasConnected = true;
        failures = 0;
        if (event === undefined || event.seq <= after) continue;
        after = event.seq;
        yield event;
      }
    } catch (error) {
      session.signal.throwIfAborted();
      if (!wasConnected || !isPassing(error)) throw error;
    }
    if (failures === 0) session.terminal.err.line(`the connection broke; it is made anew after event ${after}`);
    await sleep(Math.min(LONGEST_PAUSE_MS, PAUSE_MS * 2 ** failures), undefined, { signal: session.signal });
    failures += 1;
  }
}

/** The events of one connection, `undefined` when it is made and for a heartbeat; ends when the connection does. */
async function* connectOnce(session: Session, query: EventQuery): AsyncGenerator<EventView | undefined> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), SILENT_MS);
  try {
    const { after, project, environment, promotion } = query;
    const headers = { accept: "text/event-stream", "last-event-id": String(after) };
    const call = { path: "v1/events", query: { after, project, environment, promotion }, headers };
    const answer = await session.stream(call, AbortSignal.any([session.signal, silence.signal]));
    yield undefined;
    for await (const message of parseEventStream(answer)) {
      timer.refresh();
      yield message === undefined ? undefined : (JSON.parse(message.data) as EventView);
    }
  } catch (error) {
    if (error instanceof ProblemFailure || error instanceof NoAnswer) throw error;
    session.signal.throwIfAborted();
    if (error instanceof SyntaxError) throw error;
    throw new NoAnswer((await session.connection()).url, "GET", error);
  } finally {
    clearTimeout(timer);
    silence.abort();
  }
}
