import { setTimeout as sleep } from "node:timers/promises";
import type { PendingSweep, StoreOfDrift } from "../../adapters/store/drift-port.ts";
import { type SweepSchedule, sweepScheduleOf } from "./sweep-schedule.ts";

const LOOK_EVERY_MS = 2_000;
const LIST_EVERY_MS = 60_000;

/** The schedules of sweeps, wherever they are kept. Each call may be repeated. */
export interface SweepSchedules {
  /** All there are, as they stand; some that were made just now may not be among them yet. */
  list(): Promise<readonly Pick<SweepSchedule, "id" | "everyMs" | "offsetMs">[]>;
  /** Makes it, or sets its times where there is one: whether it is paused stays. */
  put(schedule: SweepSchedule): Promise<void>;
  /** Deletes it; the absent counts as deleted. */
  delete(id: string): Promise<void>;
  /** Begins a sweep beside them; it joins where it runs already. */
  begin(sweep: PendingSweep): Promise<void>;
}

/** What keeping schedules needs. */
export interface SchedulesKeeper {
  readonly store: Pick<StoreOfDrift, "sweepPlaces" | "pendingSweeps">;
  readonly schedules: SweepSchedules;
  /** Every place is swept so often, milliseconds. */
  readonly everyMs: number;
  /** How long it waits between two looks at the rows, milliseconds; 2 s by default. */
  readonly lookEveryMs?: number;
  readonly signal: AbortSignal;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Told of what failed, which is tried again. */
  readonly onError: (error: unknown) => void;
  /** Called at named points of an asked sweep's path, for tests that stop the process there. */
  readonly reached?: (point: string, effect: string) => void;
}

/** What is known of the schedules that there are. */
interface Known {
  readonly timesById: Map<string, string>;
  listedAt: number;
}

/**
 * Keeps one schedule for each place that has components, until the signal aborts: makes it, sets its times where they are
 * others, and deletes it when its place has gone. What is there is listed every minute, so that schedules which somebody
 * deleted, or which were lost with Temporal's data, come back. Also begins the sweeps that people have asked for, each
 * once none runs in its place.
 */
export async function keepSchedules(keeper: SchedulesKeeper): Promise<void> {
  const known: Known = { timesById: new Map(), listedAt: Number.NEGATIVE_INFINITY };
  const tries = [async () => await keepOnce(keeper, known), async () => await beginAsked(keeper)];
  while (!keeper.signal.aborted) {
    for (const attempt of tries)
      await attempt().catch((error: unknown) => {
        if (!keeper.signal.aborted) keeper.onError(error);
      });
    const { signal, lookEveryMs = LOOK_EVERY_MS } = keeper;
    await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined); // Cut short by the signal.
  }
}

async function keepOnce({ store, schedules, now, everyMs }: SchedulesKeeper, known: Known): Promise<void> {
  // Before the places are read: what is listed and has no place any more is to go.
  if (now() - known.listedAt >= LIST_EVERY_MS) {
    const listed = await schedules.list();
    known.timesById.clear();
    for (const schedule of listed) known.timesById.set(schedule.id, timesOf(schedule));
    known.listedAt = now();
  }
  const places = await store.sweepPlaces();
  const wanted = new Map(places.map((place) => sweepScheduleOf(place, everyMs)).map((one) => [one.id, one]));
  for (const id of known.timesById.keys()) {
    if (wanted.has(id)) continue;
    await schedules.delete(id);
    known.timesById.delete(id);
  }
  for (const [id, schedule] of wanted) {
    if (known.timesById.get(id) === timesOf(schedule)) continue;
    await schedules.put(schedule);
    known.timesById.set(id, timesOf(schedule));
  }
}

async function beginAsked({ store, schedules, reached }: SchedulesKeeper): Promise<void> {
  for (const sweep of await store.pendingSweeps()) {
    reached?.("before start", "drift/asked");
    await schedules.begin(sweep);
    reached?.("started", "drift/asked");
  }
}

function timesOf({ everyMs, offsetMs }: Pick<SweepSchedule, "everyMs" | "offsetMs">): string {
  return `${everyMs}+${offsetMs}`;
}
