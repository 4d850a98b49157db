import { beforeEach, expect, test, vi } from "vitest";
import type { DoomedSnapshot } from "../adapters/cell-records/port.ts";
import type { Driver } from "./components/driver.ts";
import { simulatedDriver } from "./components/simulated/driver.ts";
import { deleteSnapshots } from "./delete-snapshots.ts";

const clock = vi.hoisted(() => ({ nowMs: 1_000_000 }));

// Time passes only while the loop sleeps, and then at once.
vi.mock("node:timers/promises", () => ({
  setTimeout: async (ms: number, _value: unknown, { signal }: { readonly signal: AbortSignal }) => {
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
    clock.nowMs += ms;
  },
}));

const START = 1_000_000;
beforeEach(() => void (clock.nowMs = START));

interface Setting {
  /** Ids that are marked from the start, or from a time on. */
  readonly marked: Readonly<Record<string, number>>;
  readonly forMs: number;
  /** Kind of every snapshot; `held` by default, whose driver deletes. */
  readonly kind?: string;
  /** Whether the driver refuses this one at this time. */
  readonly refuses?: (id: string, atMs: number) => boolean;
  readonly listFails?: (atMs: number) => boolean;
  readonly forgetFails?: (atMs: number) => boolean;
}

/** Deletes for a while of virtual time. Answers what the driver and the records were asked, and when, in milliseconds. */
async function deleting({ marked, forMs, kind = "held", refuses, listFails, forgetFails }: Setting) {
  const left = new Map(Object.entries(marked));
  const asked: string[] = [];
  const forgotten: string[] = [];
  const lists: number[] = [];
  const errors: string[] = [];
  const stopping = new AbortController();
  const atMs = () => clock.nowMs - START;
  const driver: Driver = {
    ...simulatedDriver({ cloudUrl: new URL("http://127.0.0.1:9"), fetch }),
    kind: "held",
    async deleteSnapshot({ id, location }) {
      asked.push(`${id} ${location} ${atMs()}`);
      if (refuses?.(id, atMs()) === true) throw new Error("somebody is connected");
    },
  };
  await deleteSnapshots({
    cell: "local",
    drivers: new Map([["held", driver]]),
    signal: stopping.signal,
    now: () => clock.nowMs,
    onError: (error) => void errors.push(error instanceof Error ? error.message : String(error)),
    records: {
      async snapshotsToDelete() {
        lists.push(atMs());
        if (atMs() >= forMs) stopping.abort();
        if (listFails?.(atMs()) === true) throw new Error("the database is away");
        const now = [...left].filter(([, from]) => atMs() >= from);
        return atMs() >= forMs ? [] : now.map(([id]): DoomedSnapshot => ({ id, location: `at-${id}`, kind }));
      },
      async snapshotDeleted(id) {
        if (forgetFails?.(atMs()) === true) throw new Error("the database is away");
        left.delete(id);
        forgotten.push(id);
      },
    },
  });
  return { asked, forgotten, lists, errors };
}

test("a marked snapshot is deleted where it lies, and then its row", async () => {
  const { asked, forgotten, errors } = await deleting({ marked: { s1: 0 }, forMs: 10_000 });
  expect({ asked, forgotten, errors }).toEqual({ asked: ["s1 at-s1 0"], forgotten: ["s1"], errors: [] });
});

test("it looks every second while there is something to do, else every 5 s", async () => {
  const { lists, forgotten } = await deleting({ marked: { s1: 6_000 }, forMs: 20_000 });
  expect(lists).toEqual([0, 5_000, 10_000, 11_000, 16_000, 21_000]);
  expect(forgotten).toEqual(["s1"]);
});

test("one that fails is tried again after waits that grow to a minute, and stops no other", async () => {
  const { asked, forgotten, errors } = await deleting({
    marked: { bad: 0, good: 0, late: 3_000 },
    forMs: 200_000,
    refuses: (id) => id === "bad",
  });
  expect(forgotten).toEqual(["good", "late"]);
  const triedAt = asked.filter((one) => one.startsWith("bad")).map((one) => Number(one.split(" ").at(-1)) / 1_000);
  expect(triedAt).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183]);
  expect(errors[0]).toBe('snapshot "bad" could not be deleted: somebody is connected');
});

test("one that failed is deleted once it can be", async () => {
  const { forgotten, errors } = await deleting({
    marked: { s1: 0 },
    forMs: 20_000,
    refuses: (_, atMs) => atMs < 5_000,
  });
  expect([forgotten, errors.length]).toEqual([["s1"], 3]);
});

test("a snapshot whose row could not be forgotten is deleted again, which is fine", async () => {
  const { asked, forgotten } = await deleting({ marked: { s1: 0 }, forMs: 10_000, forgetFails: (atMs) => atMs < 500 });
  expect([asked, forgotten]).toEqual([["s1 at-s1 0", "s1 at-s1 1000"], ["s1"]]);
});

test("a list that cannot be read is told of and read again", async () => {
  const { forgotten, errors } = await deleting({ marked: { s1: 0 }, forMs: 20_000, listFails: (atMs) => atMs < 6_000 });
  expect([forgotten, errors]).toEqual([["s1"], ["the database is away", "the database is away"]]);
});

test("a snapshot of a kind that cannot delete it stays, and is told of", async () => {
  const { forgotten, errors } = await deleting({ marked: { s1: 0 }, forMs: 500, kind: "unknown" });
  expect(forgotten).toEqual([]);
  expect(errors[0]).toContain('no driver that deletes one of a "unknown"');
});

test("more snapshots than are deleted at once are all deleted", async () => {
  const marked = Object.fromEntries(Array.from({ length: 20 }, (_, place) => [`s${place}`, 0]));
  const { forgotten } = await deleting({ marked, forMs: 10_000 });
  expect(forgotten.length).toBe(20);
});
