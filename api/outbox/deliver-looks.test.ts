import { expect, it, vi } from "vitest";
import { jsonLog } from "../http/log.ts";
import { createBell } from "../wakes/bell.ts";
import { deliverLooks, type SendLook } from "./deliver-looks.ts";

/** An outbox in memory, being delivered until the test ends it. */
function deliver(uids: readonly string[], send: SendLook) {
  const target = (id: string) => ({ kind: "environment" as const, id });
  const rows = uids.map((uid, index) => ({ id: String(index + 1), target: target(uid) }));
  const lines: string[] = [];
  const commits = createBell();
  const stop = new AbortController();
  const store = {
    pendingLooks: async (limit: number) => rows.slice(0, limit),
    looksDelivered: async (ids: readonly string[]) => {
      for (const id of ids)
        rows.splice(
          rows.findIndex((row) => row.id === id),
          1,
        );
    },
  };
  const loop = deliverLooks(store, send, { commits, log: jsonLog((line) => lines.push(line)), signal: stop.signal });
  const end = async () => {
    stop.abort();
    await loop.ended;
  };
  return { rows, lines, commits, loop, end };
}

it("sends one look for all rows of an environment", async () => {
  const sent: string[] = [];
  const { rows, end } = deliver(["a", "b", "a", "a"], async ({ id }) => void sent.push(id));
  await vi.waitUntil(() => rows.length === 0);
  await end();
  expect(sent).toEqual(["a", "b"]);
});

it("sends what is committed later, at once when it hears of it", async () => {
  const sent: string[] = [];
  const { rows, commits, end } = deliver([], async ({ id }) => void sent.push(id));
  rows.push({ id: "9", target: { kind: "environment", id: "late" } });
  commits.ring();
  await vi.waitUntil(() => sent.length > 0, { timeout: 900 });
  await end();
  expect(sent).toEqual(["late"]);
});

it("sends at most 16 at once, and all of many", async () => {
  let now = 0;
  let most = 0;
  const { rows, end } = deliver(
    Array.from({ length: 500 }, (_, index) => `e${index}`),
    async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
    },
  );
  await vi.waitUntil(() => rows.length === 0);
  await end();
  expect(most).toBe(16);
});

it("keeps what was not taken, delivers the rest, says why, and goes on until it is taken", async () => {
  let isAway = true;
  const { rows, lines, loop, end } = deliver(["a", "b", "c"], async ({ id }) => {
    if (id === "b" && isAway) throw new Error("Temporal did not take the look");
  });
  await vi.waitUntil(() => loop.fault() !== undefined);
  expect(rows.map((row) => row.target.id)).toEqual(["b"]);
  expect(loop.fault()?.message).toBe("Temporal did not take the look");
  isAway = false;
  await vi.waitUntil(() => rows.length === 0 && loop.fault() === undefined);
  await end();
  expect(lines).toHaveLength(1);
});

it("waits longer after each failure, 2 s at most, whoever rings", async () => {
  vi.useFakeTimers();
  try {
    const triedAt: number[] = [];
    const { commits, end } = deliver(["a"], async () => {
      triedAt.push(Date.now());
      commits.ring();
      throw new Error("away");
    });
    await vi.advanceTimersByTimeAsync(10_000);
    await end();
    const pauses = triedAt.slice(1).map((at, index) => at - (triedAt[index] ?? 0));
    expect(pauses).toEqual([100, 200, 400, 800, 1_600, 2_000, 2_000, 2_000]);
  } finally {
    vi.useRealTimers();
  }
});
