import { expect, test } from "vitest";
import { OrchestratorError } from "../../domain/errors.ts";
import { changed, sweepWorld, uidOf } from "../../test/setup/sweep-world.ts";

const KINDS = ["listed", "single"] as const;

const throttled = (retryAfterMs: number) =>
  new OrchestratorError("CLOUD_THROTTLED", "too many calls", { details: { retryAfterMs } });

test.each(KINDS)("a place that throttles is waited for as it asks: %s", async (kind) => {
  const world = sweepWorld({ kind, count: 20, limits: { looksAtOnce: 1 } });
  let [asks, askedAt] = [0, 0];
  const ask = async () => {
    asks += 1;
    if (asks === 1) {
      askedAt = performance.now();
      throw throttled(40);
    }
    if (performance.now() - askedAt < 39) throw new Error("asked too early");
  };
  Object.assign(world, kind === "listed" ? { onList: ask } : { onLook: ask });
  const { counts } = await world.part();
  expect(counts).toMatchObject({ looked: 20, clean: 20, failed: 0 });
});

test.each(KINDS)("a wait that is longer than the part's time gives the cursor back: %s", async (kind) => {
  const world = sweepWorld({ kind, count: 40, limits: { partMs: 2_000, looksAtOnce: 1 } });
  let calls = 0;
  const ask = async () => {
    calls += 1;
    if (calls === (kind === "listed" ? 3 : 25)) throw throttled(60_000);
  };
  let waitedMs = 0;
  Object.assign(world, {
    onList: ask,
    onLook: ask,
    ports: { ...world.ports, now: () => performance.now() + waitedMs },
  });
  const first = await world.part();
  expect(first.waitMs).toBeGreaterThan(50_000);
  waitedMs = first.waitMs ?? 0;
  const second = await world.part(first.cursor, 1);
  expect(second.cursor).toBeUndefined();
  expect(first.counts.looked + second.counts.looked).toBe(40);
  expect(first.counts.failed + second.counts.failed).toBe(0);
});

test.each(KINDS)(
  "parts that have had their time go on where they were, and count each component once: %s",
  async (kind) => {
    const world = sweepWorld({ kind, count: 250, limits: { partMs: 5 } });
    world.there.set(uidOf(77), changed({ "config.size": "large" }));
    let nowMs = 0;
    const slow = async () => void (nowMs += 2);
    Object.assign(world, { onList: slow, onLook: slow, ports: { ...world.ports, now: () => nowMs } });
    const ends = await world.all();
    expect(ends.length).toBeGreaterThan(1);
    const sum = (count: "looked" | "clean" | "drifted") => ends.reduce((all, { counts }) => all + counts[count], 0);
    expect([sum("looked"), sum("clean"), sum("drifted")]).toEqual([250, 249, 1]);
  },
);
