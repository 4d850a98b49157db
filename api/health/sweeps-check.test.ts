import { expect, it } from "vitest";
import { sweepsCheck } from "./sweeps-check.ts";

const MINUTE = 60_000;

function world() {
  const state = { nowMs: 0, calls: 0, lookedAt: 0 };
  const check = sweepsCheck({
    everyMs: MINUTE,
    now: () => state.nowMs,
    store: {
      sweptPlaces: async () => {
        state.calls += 1;
        return [{ cell: "local", account: "1", region: "north", lookedAt: state.lookedAt }];
      },
    },
  });
  return { state, check };
}

it("is well while every place is looked at, and makes nothing unready", async () => {
  const { state, check } = world();
  state.nowMs = 3 * MINUTE;
  expect(check.isAdvisory).toBe(true);
  expect(await check.run()).toBeUndefined();
});

it("tells of a place that was not looked at, and asks the database each 10 s only, also where the clock goes back", async () => {
  const { state, check } = world();
  state.nowMs = 4 * MINUTE;
  expect(await check.run()).toBe("not looked at for drift: local, 1, north for 4 min");
  await check.run();
  expect(state.calls).toBe(1);
  state.nowMs = MINUTE;
  expect(await check.run()).toBeUndefined();
});
