import { expect, test } from "vitest";
import { CHANGE_STATES } from "../../../domain/decide-change.ts";
import { StateMap, statesOf } from "./states.ts";

test("statesOf() without a map knows the shipped states, and no other", () => {
  const states = statesOf();
  expect(CHANGE_STATES.map((state) => states.number(state))).toEqual([-5, -4, -3, -2, -1, 0, 3, 4]);
  expect([-5, 0, 4].map((number) => states.named(number))).toEqual(["new", "review", "canceled"]);
  expect(states.named(12)).toBeUndefined();
  expect(states.named(undefined)).toBeUndefined();
});

test("statesOf() takes several numbers for one state, and moves to the first", () => {
  const states = statesOf({ authorize: [-3, 12] });
  expect(states.named(12)).toBe("authorize");
  expect(states.number("authorize")).toBe(-3);
});

test("statesOf() lets the later map win", () => {
  const states = statesOf({ new: 1, closed: 7 }, undefined, { closed: 107 });
  expect(states.named(1)).toBe("new");
  expect(states.named(-5)).toBeUndefined();
  expect(states.named(7)).toBeUndefined();
  expect(states.number("closed")).toBe(107);
});

test("a state map names only states there are", () => {
  expect(StateMap.safeParse({ review: 0 }).success).toBe(true);
  expect(StateMap.safeParse({ planning: 1 }).success).toBe(false);
});
