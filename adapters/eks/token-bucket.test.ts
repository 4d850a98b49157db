import { expect, test } from "vitest";
import { tokenBucket } from "./token-bucket.ts";

const never = new AbortController().signal;

function bucket(limits: { readonly waitMsMax: number }) {
  let nowMs = 0;
  const made = tokenBucket({ perSecond: 2, burst: 3 }, { ...limits, now: () => nowMs });
  return { ...made, pass: (ms: number) => void (nowMs += ms) };
}

test("a bucket lets a burst through, and then says how long to wait", async () => {
  const { take, pass } = bucket({ waitMsMax: 0 });
  const taken = [await take(never), await take(never), await take(never), await take(never)];
  expect(taken).toEqual([undefined, undefined, undefined, 500]);
  pass(500);
  expect(await take(never)).toBeUndefined();
  expect(await take(never)).toBe(500);
});

test("whoever got no place does not hold up others", async () => {
  const { take, pass } = bucket({ waitMsMax: 0 });
  for (let call = 0; call < 20; call++) await take(never);
  pass(500);
  expect(await take(never)).toBeUndefined();
});

test("after a pause nothing goes out for that time, and there is no burst", async () => {
  const { take, pause, pass } = bucket({ waitMsMax: 0 });
  pause(4_000);
  expect(await take(never)).toBe(4_000);
  pass(4_000);
  expect(await take(never)).toBeUndefined();
  expect(await take(never)).toBe(500);
});

test("a wait within the limit is waited, and ends with its signal", async () => {
  const { take } = bucket({ waitMsMax: 1_000 });
  for (let call = 0; call < 3; call++) await take(never);
  const cancelled = new AbortController();
  const waiting = take(cancelled.signal);
  cancelled.abort(new Error("cancelled"));
  await expect(waiting).rejects.toThrow("cancelled");
  await expect(take(AbortSignal.abort(new Error("cancelled")))).rejects.toThrow("cancelled");
});

test("whoever had no turn for the longest time is let through first, however many wait for others", async () => {
  const take = tokenBucket({ perSecond: 1_000, burst: 1 }, { waitMsMax: 1_000, now: () => performance.now() }).take;
  const order: string[] = [];
  const call = async (turn: string) => {
    expect(await take(never, turn)).toBeUndefined();
    order.push(turn);
  };
  const busy = Array.from({ length: 10 }, async () => await call("busy"));
  await Promise.all([...busy, call("quiet"), call("other"), call("quiet")]);
  expect(order.slice(0, 5).toSorted()).toEqual(["busy", "busy", "other", "quiet", "quiet"].toSorted());
});

test("those who get no place are told to come back one after the other, those for whom less waits sooner", async () => {
  const { take } = bucket({ waitMsMax: 0 });
  for (let call = 0; call < 3; call++) await take(never, "busy");
  const busy = [await take(never, "busy"), await take(never, "busy"), await take(never, "busy")];
  expect(busy).toEqual([500, 1_000, 1_500]);
  expect(await take(never, "quiet")).toBe(500);
});

test("a pause during a wait is waited, too", async () => {
  const take = tokenBucket({ perSecond: 100, burst: 1 }, { waitMsMax: 5_000, now: () => performance.now() });
  await take.take(never);
  take.pause(100);
  const since = performance.now();
  expect(await take.take(never)).toBeUndefined();
  expect(performance.now() - since).toBeGreaterThan(90);
});
