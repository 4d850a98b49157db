import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { actInTime } from "./act-in-time.ts";

const { signal } = new AbortController();
const never = async (limited: AbortSignal) => await new Promise<string>(() => void limited);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("what ends in time is the answer, and no timer stays", async () => {
  expect(await actInTime({ signal, leftMs: 10 }, async () => await Promise.resolve("done"))).toBe("done");
  expect(vi.getTimerCount()).toBe(0);
});

test("what does not heed the signal is left alone a few seconds after its time", async () => {
  let limited: AbortSignal | undefined;
  const acting = actInTime({ signal, leftMs: 10 }, async (given) => await never((limited = given)));
  await vi.advanceTimersByTimeAsync(10);
  expect(limited?.aborted).toBe(true);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await acting).toBeUndefined();
});

test("a time longer than a timer takes is not over at once", async () => {
  let limited: AbortSignal | undefined;
  void actInTime({ signal, leftMs: 40 * 86_400_000 }, async (given) => await never((limited = given)));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(limited?.aborted).toBe(false);
});

test("an abort from outside reaches what acts", async () => {
  const outside = new AbortController();
  let limited: AbortSignal | undefined;
  void actInTime({ signal: outside.signal, leftMs: 10_000 }, async (given) => await never((limited = given)));
  outside.abort(new Error("stop"));
  expect(limited?.reason).toMatchObject({ message: "stop" });
});
