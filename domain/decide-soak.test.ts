import { expect, test } from "vitest";
import { decideSoak } from "./decide-soak.ts";

const dev = { stage: "dev", verifiedAt: 1_000 };
const staging = { stage: "staging", verifiedAt: 5_000 };

test.each([
  { name: "waits until the last millisecond", upstream: [dev], nowMs: 1_599, want: "wait" },
  { name: "passes at the instant at which it ends", upstream: [dev], nowMs: 1_600, want: "pass" },
  { name: "waits for the stage that was verified last", upstream: [dev, staging], nowMs: 5_599, want: "wait" },
  { name: "passes when all have soaked", upstream: [dev, staging], nowMs: 5_600, want: "pass" },
  { name: "passes where there is no stage before", upstream: [], nowMs: 0, want: "pass" },
  { name: "waits where it is not verified", upstream: [dev, { stage: "staging" }], nowMs: 9_000_000, want: "wait" },
])("decideSoak() $name", ({ upstream, nowMs, want }) => {
  expect(decideSoak(upstream, 600, nowMs).verdict).toBe(want);
});

test("decideSoak() says which stages soak, and when the last of them has", () => {
  expect(decideSoak([dev, staging], 600, 5_100)).toEqual({
    verdict: "wait",
    reasons: ['soaks in "staging"'],
    lookAgainAt: 5_600,
    earliestAt: 5_600,
  });
});

test("decideSoak() waits with the reason of a revocation, and soaks again after a new verification", () => {
  const revoked = { stage: "dev", revoked: "the check was wrong" };
  expect(decideSoak([revoked], 600, 9_000_000)).toEqual({
    verdict: "wait",
    reasons: ['no longer verified in "dev": the check was wrong'],
  });
  expect(decideSoak([{ ...revoked, verifiedAt: 9_000_000 }], 600, 9_000_000)).toMatchObject({
    verdict: "wait",
    reasons: ['soaks in "dev"'],
    lookAgainAt: 9_000_600,
  });
});
