import type { Visible } from "../../domain/schema/access.ts";
import type { EventView } from "../../adapters/store/views-port.ts";
import type { Store } from "../../adapters/store/port.ts";

const BATCH = 500;
/** Batches searched for one answer at most; `lastSeq` then says where to go on. */
const READS_MAX = 20;

/** What is asked for: later than `afterSeq`, at most `limit`. */
export interface EventQuery {
  readonly afterSeq: number;
  readonly limit: number;
  readonly project?: string;
  readonly environmentUid?: string;
  readonly promotionId?: string;
  readonly visible: Visible;
}

/**
 * A page of events and the sequence number up to which this query has nothing more. `environment` narrows by name to
 * environments that are gone, which have no uid to ask with.
 */
export async function readEventPage(
  store: Pick<Store, "readEvents" | "lastEventSeq">,
  query: EventQuery,
  environment: string | undefined,
): Promise<{ readonly items: readonly EventView[]; readonly lastSeq: number }> {
  // Before the events, so that an event sealed meanwhile is not skipped by the next page.
  const newest = await store.lastEventSeq();
  if (environment === undefined) {
    const items = await store.readEvents(query);
    const last = items.at(-1)?.seq ?? query.afterSeq;
    return { items, lastSeq: items.length < query.limit ? Math.max(last, newest) : last };
  }
  const items: EventView[] = [];
  let { afterSeq } = query;
  for (let reads = 0; reads < READS_MAX && items.length < query.limit; reads += 1) {
    const batch = await store.readEvents({ ...query, afterSeq, limit: BATCH });
    const wanted = batch.filter((event) => event.environment === environment).slice(0, query.limit - items.length);
    items.push(...wanted);
    const isFull = items.length === query.limit;
    afterSeq = (isFull ? items.at(-1)?.seq : batch.at(-1)?.seq) ?? afterSeq;
    if (batch.length < BATCH && !isFull) return { items, lastSeq: Math.max(afterSeq, newest) };
  }
  return { items, lastSeq: afterSeq };
}
