import type { EventView } from "./answers.ts";
import type { Session } from "./session.ts";

/** Which events. Absent fields do not narrow. */
export interface EventScope {
  readonly project?: string | undefined;
  readonly environment?: string | undefined;
  readonly promotion?: string | undefined;
}

/** Sequence numbers: later than `after`, not later than `upTo`. */
export interface EventRange {
  readonly after: number;
  readonly upTo: number;
}

/** `lastSeq` is the number up to which the query has nothing more. */
interface EventPage {
  readonly items: readonly EventView[];
  readonly lastSeq: number;
}

/** Events asked for at once; the most that the API gives. */
const PAGE = 500;

/** Events of the scope in a range, oldest first. */
export async function* readEvents(session: Session, scope: EventScope, range: EventRange): AsyncGenerator<EventView> {
  let { after } = range;
  while (after < range.upTo) {
    const query = { ...scope, after, limit: PAGE };
    const { items, lastSeq }: EventPage = await session.request({ path: "v1/events", query });
    for (const event of items) {
      if (event.seq > range.upTo) return;
      yield event;
    }
    const reached = Math.max(items.at(-1)?.seq ?? after, items.length < PAGE ? lastSeq : after);
    if (reached <= after) return;
    after = reached;
  }
}

/** The last `count` events of the scope up to a sequence number, oldest first. Looks back further and further until it has them. */
export async function readLastEvents(
  session: Session,
  scope: EventScope,
  { count, upTo }: { readonly count: number; readonly upTo: number },
): Promise<readonly EventView[]> {
  if (count === 0) return [];
  for (let span = count; ; span *= 8) {
    const after = Math.max(0, upTo - span);
    const events: EventView[] = [];
    for await (const event of readEvents(session, scope, { after, upTo })) events.push(event);
    if (events.length >= count || after === 0) return events.slice(-count);
  }
}

/** Sequence number of the newest event; 0 when there is none. Searched for, in steps that double and then halve. */
export async function newestSeq(session: Session): Promise<number> {
  let low = 0;
  let step = PAGE;
  for (let next = await eventAfter(session, 0); next !== undefined; next = await eventAfter(session, low + step)) {
    if (low > 0) step *= 2;
    low = next.seq;
  }
  return low === 0 ? 0 : await lastWhere(session, { after: low, upTo: low + step }, () => true);
}

/** Sequence number of the last event before an instant; 0 when there is none. Numbers and times rise together. */
export async function seqBefore(session: Session, instantMs: number, upTo: number): Promise<number> {
  return await lastWhere(session, { after: 0, upTo }, ({ at }) => at < instantMs);
}

/** The last sequence number in the range whose event is there and fits, where all before it do; `after` when none does. */
async function lastWhere(
  session: Session,
  { after, upTo }: EventRange,
  fits: (event: EventView) => boolean,
): Promise<number> {
  let low = after;
  let high = upTo;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const event = await eventAfter(session, middle);
    if (event !== undefined && fits(event)) low = Math.min(event.seq, high);
    else high = middle;
  }
  return low;
}

async function eventAfter(session: Session, after: number): Promise<EventView | undefined> {
  const { items }: EventPage = await session.request({ path: "v1/events", query: { after, limit: 1 } });
  return items[0];
}
