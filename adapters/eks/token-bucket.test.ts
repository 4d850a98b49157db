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
  await expect(waiting).rejects.toThrow("aborted");
  await expect(take(AbortSignal.abort(new Error("cancelled")))).rejects.toThrow("cancelled");
});
