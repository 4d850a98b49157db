import { expect, test } from "vitest";
import { afterAttempt, type AttemptResult, SCHEDULE_MS } from "./after-attempt.ts";

const NOW = 1_800_000_000_000;
const facts = { attempts: 1, nowMs: NOW, random: 0 };
const failed = (more: object = {}): AttemptResult => ({
  outcome: "failed",
  isFinal: false,
  isGone: false,
  isBusy: false,
  ...more,
});
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

test("what was delivered is delivered", () => {
  expect(afterAttempt({ outcome: "delivered" }, facts)).toEqual({ state: "delivered" });
});

test("failures are tried again by the schedule, and are dead after the tenth", () => {
  const waits: (number | string)[] = [];
  for (let attempts = 1; attempts <= SCHEDULE_MS.length; attempts += 1) {
    const after = afterAttempt(failed(), { ...facts, attempts });
    waits.push(after.state === "pending" ? (after.nextAt - NOW) / SECOND : after.state);
  }
  expect(waits).toEqual([5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400, "dead"]);
});

test("chance adds at most a fifth, and never takes away", () => {
  const nextAt = (random: number) => {
    const after = afterAttempt(failed(), { ...facts, attempts: 2, random });
    return after.state === "pending" ? after.nextAt - NOW : undefined;
  };
  expect([nextAt(0), nextAt(0.5), nextAt(1)]).toEqual([300_000, 330_000, 360_000]);
});

test("a receiver is not asked again before it wants to be, and everything for it waits", () => {
  expect(afterAttempt(failed({ isBusy: true, retryAfterMs: 90 * SECOND }), facts)).toEqual({
    state: "pending",
    nextAt: NOW + 90 * SECOND,
    pauseUntil: NOW + 90 * SECOND,
  });
});

test("a receiver that asks for less than the schedule gives gets the schedule", () => {
  const after = afterAttempt(failed({ retryAfterMs: SECOND }), { ...facts, attempts: 2 });
  expect(after).toEqual({ state: "pending", nextAt: NOW + 300 * SECOND, pauseUntil: NOW + SECOND });
});

test("a receiver that asks for years gets a day", () => {
  const after = afterAttempt(failed({ retryAfterMs: 10_000 * HOUR }), facts);
  expect(after).toMatchObject({ nextAt: NOW + 24 * HOUR, pauseUntil: NOW + 24 * HOUR });
});

test("a receiver that is overloaded and asks for nothing is left alone for five minutes at most", () => {
  expect(afterAttempt(failed({ isBusy: true }), facts)).toMatchObject({ pauseUntil: NOW + 5 * SECOND });
  expect(afterAttempt(failed({ isBusy: true }), { ...facts, attempts: 5 })).toMatchObject({
    nextAt: NOW + 5 * HOUR,
    pauseUntil: NOW + 300 * SECOND,
  });
});

test("a receiver that is gone disables its subscription at once", () => {
  expect(afterAttempt(failed({ isGone: true }), facts)).toEqual({ state: "dead", disable: "gone" });
});

test("what no repeat mends is dead at once, and disables nothing", () => {
  expect(afterAttempt(failed({ isFinal: true }), facts)).toEqual({ state: "dead" });
});

test("a receiver that is overloaded, or hangs, is told of after hours and given up after a week, though nothing dies", () => {
  const since = (ms: number) => afterAttempt(failed({ isBusy: true }), { ...facts, failingSinceMs: NOW - ms });
  expect(since(2 * HOUR)).not.toHaveProperty("isFailing");
  expect(since(4 * HOUR)).toMatchObject({ state: "pending", isFailing: true });
  expect(since(8 * 24 * HOUR)).toMatchObject({ state: "dead", disable: "failing" });
  expect(afterAttempt(failed(), { ...facts, failingSinceMs: NOW - 8 * 24 * HOUR })).toMatchObject({
    state: "dead",
    disable: "failing",
  });
});

test("what is dead after a week without success disables its subscription", () => {
  const last = { ...facts, attempts: SCHEDULE_MS.length };
  expect(afterAttempt(failed(), { ...last, failingSinceMs: NOW - 8 * 24 * HOUR })).toMatchObject({
    disable: "failing",
  });
  expect(afterAttempt(failed(), { ...last, failingSinceMs: NOW - 6 * 24 * HOUR })).toEqual({ state: "dead" });
});
