import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { tokenBucket } from "./token-bucket.ts";

const never = new AbortController().signal;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const pass = async (ms: number) => void (await vi.advanceTimersByTimeAsync(ms));

function bucket(limits: { readonly waitMsMax: number }, rate = { perSecond: 2, burst: 3 }) {
  return tokenBucket(rate, { ...limits, now: () => Date.now() });
}

/** Takes that many places, and tells which have been given so far. */
function takeMany({ take }: ReturnType<typeof bucket>, count: number) {
  const given: number[] = [];
  const refused: number[] = [];
  for (let call = 0; call < count; call++) {
    void take(never).then((waitMs) => void (waitMs === undefined ? given : refused).push(call));
  }
  return { given, refused };
}

test("a bucket lets a burst through, and then says how long to wait", async () => {
  const { take } = bucket({ waitMsMax: 0 });
  const taken = [await take(never), await take(never), await take(never), await take(never)];
  expect(taken).toEqual([undefined, undefined, undefined, 500]);
  await pass(500);
  expect(await take(never)).toBeUndefined();
  expect(await take(never)).toBe(500);
});

test("whoever got no place does not hold up others", async () => {
  const { take } = bucket({ waitMsMax: 0 });
  for (let call = 0; call < 20; call++) await take(never);
  await pass(500);
  expect(await take(never)).toBeUndefined();
});

test("whoever waits goes in the order in which it came, and at the rate", async () => {
  const made = bucket({ waitMsMax: 10_000 });
  const { given } = takeMany(made, 8);
  await pass(0);
  expect(given).toEqual([0, 1, 2]);
  await pass(1_010);
  expect(given).toEqual([0, 1, 2, 3, 4]);
  // One that comes later does not overtake those that wait.
  const late = takeMany(made, 1);
  await pass(1_510);
  expect([given, late.given]).toEqual([[0, 1, 2, 3, 4, 5, 6, 7], []]);
  await pass(510);
  expect(late.given).toEqual([0]);
});

test("whoever is cancelled while it waits gives its place to those behind", async () => {
  const made = bucket({ waitMsMax: 10_000 });
  takeMany(made, 3);
  const cancelled = new AbortController();
  const gaveUp = Array.from({ length: 10 }, async () => await made.take(cancelled.signal).catch(() => "cancelled"));
  const { given } = takeMany(made, 1);
  cancelled.abort(new Error("cancelled"));
  expect(new Set(await Promise.all(gaveUp))).toEqual(new Set(["cancelled"]));
  await pass(510);
  expect(given).toEqual([0]);
  await expect(made.take(AbortSignal.abort(new Error("cancelled")))).rejects.toThrow("cancelled");
});

test("after a call that came too soon nothing goes out for a moment, also of those that wait already, and there is no burst", async () => {
  const made = bucket({ waitMsMax: 10_000 });
  const { given } = takeMany(made, 4);
  await pass(10);
  made.slowDown(Date.now());
  await pass(1_480);
  expect(given).toEqual([0, 1, 2]);
  await pass(30);
  expect(given).toEqual([0, 1, 2, 3]);
});

test("one refusal stops nobody for long: the rate is half for a moment, and whole again after some seconds", async () => {
  const made = bucket({ waitMsMax: 0 }, { perSecond: 10, burst: 10 });
  made.slowDown(Date.now());
  const rateNow = async () => {
    let count = 0;
    for (let step = 0; step < 100; step++) {
      await pass(20);
      if ((await made.take(never)) === undefined) count += 1;
    }
    return count / 2;
  };
  expect(await rateNow()).toBeGreaterThan(3.5);
  expect(await rateNow()).toBeGreaterThan(5);
  await pass(8_000);
  await rateNow(); // What was saved up meanwhile.
  expect(await rateNow()).toBeGreaterThan(9);
});

test("the refusals of calls that were on their way together slow down once; those of later calls again, down to a tenth", async () => {
  const made = bucket({ waitMsMax: 0 }, { perSecond: 10, burst: 40 });
  const sentAt = Date.now();
  await pass(100);
  for (let answer = 0; answer < 40; answer++) made.slowDown(sentAt);
  await pass(500);
  expect(await made.take(never)).toBe(200);
  for (let answer = 0; answer < 40; answer++) {
    await pass(600);
    made.slowDown(Date.now());
  }
  await pass(500);
  expect(await made.take(never)).toBe(1_000);
});

test("whoever had no turn for the longest time is let through first, however many wait for others", async () => {
  const { take } = bucket({ waitMsMax: 10_000 }, { perSecond: 2, burst: 1 });
  const order: string[] = [];
  const call = async (turn: string) => void order.push(`${turn} ${String(await take(never, turn))}`);
  for (let index = 0; index < 10; index++) void call("busy");
  for (const turn of ["quiet", "other", "quiet"]) void call(turn);
  await pass(5 * 510);
  const through = (turn: string) => `${turn} undefined`;
  expect(order).toEqual(["busy", "quiet", "other", "busy", "quiet", "busy"].map(through));
});

test("whoever is overtaken for too long is told when to come back", async () => {
  const made = bucket({ waitMsMax: 1_000 }, { perSecond: 2, burst: 1 });
  takeMany(made, 2);
  const late: (number | undefined)[] = [];
  void made.take(never).then((waitMs) => late.push(waitMs));
  const others = ["a", "b", "c", "d"].map(async (turn) => await made.take(never, turn));
  await pass(1_510);
  expect(late).toEqual([expect.any(Number)]);
  await pass(2_000);
  expect(await Promise.all(others)).toContain(undefined);
});

test("those who get no place are told to come back one after the other, those for whom less waits sooner", async () => {
  const { take } = bucket({ waitMsMax: 0 });
  for (let call = 0; call < 3; call++) await take(never, "busy");
  const busy = [await take(never, "busy"), await take(never, "busy"), await take(never, "busy")];
  expect(busy).toEqual([500, 1_000, 1_500]);
  expect(await take(never, "quiet")).toBe(500);
});

test("once the rate has fallen, those keep their places whose turns come first", async () => {
  const made = bucket({ waitMsMax: 2_000 });
  takeMany(made, 6);
  const quiet: (number | undefined)[] = [];
  void made.take(never, "quiet").then((waitMs) => quiet.push(waitMs));
  made.slowDown(Date.now());
  await pass(1_510);
  expect(quiet).toEqual([undefined]);
});

test("whoever would wait too long once the rate has fallen is told so at once", async () => {
  const made = bucket({ waitMsMax: 2_000 });
  const { given, refused } = takeMany(made, 7);
  await pass(0);
  made.slowDown(Date.now());
  await pass(0);
  // At one a second, after half a second.
  expect([given, refused]).toEqual([
    [0, 1, 2],
    [4, 5, 6],
  ]);
  await pass(1_510);
  expect(given).toEqual([0, 1, 2, 3]);
});
