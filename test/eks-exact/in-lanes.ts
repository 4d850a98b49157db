import { type ControlPlane, controlPlane } from "./control-plane.ts";
import { type Lane, type LaneOptions, startLane } from "./lane.ts";

/** Where a lane's items are played. */
export interface Place {
  readonly lane: Lane;
  readonly control: ControlPlane;
}

/** How items are played. */
export interface InLanes extends LaneOptions {
  readonly lanes: number;
  /** Epoch milliseconds after which none is begun. */
  readonly endAt: number;
  readonly signal?: AbortSignal;
}

/** Plays items, in each lane one after the other. Answers the ends in the order of the items; undefined for those that no time was left for. */
export async function playInLanes<Item, End>(
  items: readonly Item[],
  { lanes, endAt, signal, ...options }: InLanes,
  play: (place: Place, item: Item) => Promise<End>,
): Promise<readonly (End | undefined)[]> {
  // Plans guess from it how long things take.
  process.env["HOLDFAST_EKS_TIME_SCALE"] = String(1 / options.scale);
  const control = controlPlane(options.databaseUrl);
  const ends: (End | undefined)[] = items.map(() => undefined);
  const waiting = [...items.entries()];
  let isBroken = false;
  const playAll = async (name: string): Promise<void> => {
    const lane = await startLane(name, options);
    try {
      for (let next = waiting.shift(); next !== undefined && !isBroken; next = waiting.shift()) {
        signal?.throwIfAborted();
        if (Date.now() > endAt) break;
        const [index, item] = next;
        ends[index] = await play({ lane, control }, item);
      }
    } catch (error) {
      isBroken = true;
      throw error;
    } finally {
      await lane.close();
    }
  };
  try {
    const all = Array.from({ length: Math.min(lanes, items.length) }, (_, index) => playAll(`lane-${index}`));
    for (const one of await Promise.allSettled(all)) if (one.status === "rejected") throw one.reason;
    return ends;
  } finally {
    await control.close();
  }
}
