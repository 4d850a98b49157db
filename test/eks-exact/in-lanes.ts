import { type ControlPlane, controlPlane } from "./control-plane.ts";
import { type Lane, startLane } from "./lane.ts";

/** Where a lane's items are played. */
export interface Place {
  readonly lane: Lane;
  readonly control: ControlPlane;
}

/** How items are played. */
export interface InLanes {
  readonly databaseUrl: string;
  /** For the files of all lanes. */
  readonly directory: string;
  readonly lanes: number;
  /** Seconds of EKS in a real one. */
  readonly scale: number;
  /** Epoch milliseconds after which none is begun. */
  readonly endAt: number;
  readonly signal?: AbortSignal;
}

/** Plays items, in each lane one after the other. Answers the ends in the order of the items; undefined for those that no time was left for. */
export async function playInLanes<Item, End>(
  items: readonly Item[],
  { databaseUrl, directory, lanes, scale, endAt, signal }: InLanes,
  play: (place: Place, item: Item) => Promise<End>,
): Promise<readonly (End | undefined)[]> {
  // Plans guess from it how long things take.
  process.env["HOLDFAST_EKS_TIME_SCALE"] = String(1 / scale);
  const control = controlPlane(databaseUrl);
  const ends: (End | undefined)[] = items.map(() => undefined);
  const waiting = [...items.entries()];
  const playAll = async (name: string): Promise<void> => {
    const lane = await startLane(name, { databaseUrl, directory, scale });
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        signal?.throwIfAborted();
        if (Date.now() > endAt) break;
        const [index, item] = next;
        ends[index] = await play({ lane, control }, item);
      }
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
