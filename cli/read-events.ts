import type { EventView } from "./answers.ts";
import type { Session } from "./session.ts";

/** Which events. Absent fields do not narrow. */
export interface EventScope {
  readonly project?: string | undefined;
  readonly environment?: string | undefined;
}

interface EventPage {
  readonly items: readonly EventView[];
  readonly lastSeq: number;
}

/** Events asked for at once; the most that the API gives. */
const PAGE = 500;

/** Sequence number of the newest event; 0 when there is none. */
export async function lastSeq(session: Session): Promise<number> {
  return (await session.request<EventPage>({ path: "v1/events", query: { after: 0, limit: 1 } })).lastSeq;
}

/** Events of the scope after a sequence number and up to another, oldest first. */
export async function* readEvents(
  session: Session,
  scope: EventScope,
  range: { readonly after: number; readonly upTo: number },
): AsyncGenerator<EventView> {
  let { after } = range;
  while (after < range.upTo) {
    const { items }: EventPage = await session.request({ path: "v1/events", query: { ...scope, after, limit: PAGE } });
    for (const event of items) {
      if (event.seq > range.upTo) return;
      yield event;
    }
    const last = items.at(-1);
    if (last === undefined || items.length < PAGE) return;
    after = last.seq;
  }
}

/** The last `count` events of the scope up to a sequence number, oldest first. Looks back further and further until it has them. */
export async function readLastEvents(
  session: Session,
  scope: EventScope,
  { count, upTo }: { readonly count: number; readonly upTo: number },
): Promise<readonly EventView[]> {
  for (let span = count; ; span *= 8) {
    const after = Math.max(0, upTo - span);
    const events: EventView[] = [];
    for await (const event of readEvents(session, scope, { after, upTo })) events.push(event);
    if (events.length >= count || after === 0) return events.slice(-count);
  }
}

/** Sequence number of the last event before an instant; 0 when there is none. Numbers and times rise together, so few looks find it. */
export async function seqBefore(session: Session, instantMs: number, upTo: number): Promise<number> {
  let low = 0;
  let high = upTo;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const { items }: EventPage = await session.request({ path: "v1/events", query: { after: middle, limit: 1 } });
    const [event] = items;
    if (event === undefined || event.at >= instantMs) high = middle;
    else low = event.seq;
  }
  return low;
}
