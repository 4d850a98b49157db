import { expect, test } from "vitest";
import { stepContext } from "../../test/steps/step-context.ts";
import { wait } from "./wait.ts";

test.each([
  { nowMs: 1_000, want: { status: "waits", reason: "30 s to go", lookAgainInMs: 30_000 } },
  { nowMs: 30_500, want: { status: "waits", reason: "1 s to go", lookAgainInMs: 500 } },
  { nowMs: 31_000, want: { status: "succeeded" } },
  { nowMs: 99_000, want: { status: "succeeded" } },
])("30 s from an attempt that began at 1 s, asked at $nowMs ms: $want.status", async ({ nowMs, want }) => {
  expect(await wait.run({ for: 30_000 }, stepContext({ startedAt: 1_000, nowMs }))).toEqual(want);
});

test("a wait is at most ten minutes long", () => {
  expect(wait.config.safeParse({ for: "10m" }).success).toBe(true);
  expect(wait.config.safeParse({ for: "601s" }).error?.issues[0]?.message).toContain("at most 10m");
});
