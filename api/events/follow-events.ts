import type { Visible } from "../../domain/schema/access.ts";
import type { EventView } from "../../adapters/store/views-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import type { Bell } from "../wakes/bell.ts";

const BATCH = 100;
const HEARTBEAT_MS = 15_000;
/** How soon a reader sees events that another process sealed. */
const LOOK_AGAIN_MS = 1_000;

/** What a reader follows: everything after a sequence number, narrowed where it says so. */
export interface FollowedEvents {
  readonly afterSeq: number;
  readonly project?: string;
  readonly environmentUid?: string;
  readonly promotionId?: string;
  /** What its reader may see now, asked before each batch; undefined where they may not read any more. */
  readonly visibleNow: () => Promise<Visible | undefined>;
}

/**
 * Sealed events as server-sent events, each once and in order, and a comment each 15 s without one, until the signal aborts or
 * its reader may not read any more.
 * The next batch is read only when the last was taken, so a slow reader holds 100 events at most.
 */
export async function* followEvents(
  store: Pick<Store, "readEvents" | "lastEventSeq">,
  followed: FollowedEvents,
  { sealed, signal }: { readonly sealed: Bell; readonly signal: AbortSignal },
): AsyncGenerator<string> {
  yield ": connected\nretry: 1000\n\n";
  const { visibleNow, ...scope } = followed;
  let { afterSeq } = scope;
  let spokeAt = Date.now();
  while (!signal.aborted) {
    const heard = sealed.count();
    // Read before the events: after an empty answer nothing up to here is for this reader, so it need not be searched again.
    const lastSeq = await store.lastEventSeq();
    const visible = lastSeq > afterSeq ? await visibleNow() : [];
    if (visible === undefined) return;
    const events = lastSeq > afterSeq ? await store.readEvents({ ...scope, afterSeq, limit: BATCH, visible }) : [];
    for (const event of events) {
      yield textOf(event);
      afterSeq = event.seq;
    }
    if (events.length > 0) {
      spokeAt = Date.now();
      continue;
    }
    afterSeq = Math.max(afterSeq, lastSeq);
    if (Date.now() - spokeAt >= HEARTBEAT_MS) {
      yield ": still here\n\n";
      spokeAt = Date.now();
    }
    await sealed.wait(heard, { ms: LOOK_AGAIN_MS, signal });
  }
}

/** JSON has no raw line feeds, so the data is one line. */
function textOf(event: EventView): string {
  return `id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
