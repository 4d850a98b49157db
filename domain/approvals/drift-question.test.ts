import { expect, it } from "vitest";
import type { GateSpec } from "../schema/documents.ts";
import { driftAsking, driftQuestion } from "./drift-question.ts";

const HOUR_MS = 3_600_000;
const stage = (...gates: readonly GateSpec[]) => ({ environment: "shop-prod", after: [], gates: [...gates] });
const approval = (config: GateSpec["config"]): GateSpec => ({ kind: "approval", config });

it("asks the people of the stage's first approval gate, as the gate says", () => {
  const config = {
    from: "release-managers",
    count: 2,
    within: "3d",
    remindEvery: "12h",
    escalate: { to: "directors", after: "1d" },
    breakGlass: "on-call",
  };
  const asking = driftAsking(stage({ kind: "soak", config: {} }, approval(config), approval({ from: "others" })));
  expect(asking).toEqual({
    rule: { from: "release-managers", count: 2, escalateTo: "directors", breakGlass: "on-call" },
    withinMs: 72 * HOUR_MS,
    remindEveryMs: 12 * HOUR_MS,
    escalateAfterMs: 24 * HOUR_MS,
    where: 'gate "approval" of stage shop-prod',
  });
});

it("has the defaults of a gate that says no more than a group", () => {
  expect(driftAsking(stage(approval({ from: "release-managers" })))).toMatchObject({
    rule: { from: "release-managers", count: 1 },
    withinMs: 24 * HOUR_MS,
    remindEveryMs: 12 * HOUR_MS,
  });
});

it.each([
  ["there is no stage", undefined],
  ["its stage asks nobody", stage({ kind: "soak", config: {} })],
  ["the group is an expression", stage(approval({ from: "${parameters.team}" }))],
])("asks one of anybody who may vote there, within a day, where %s", (_why, given) => {
  expect(driftAsking(given)).toMatchObject({
    rule: { from: "anybody who may vote here", isAnyVoter: true, count: 1 },
    withinMs: 24 * HOUR_MS,
  });
});

it("puts a question that is bound to the difference and the generation, without whoever changed it", () => {
  const excluded = [{ id: "pe-ana", name: "ana" }];
  const asked = driftQuestion(driftAsking(undefined), { planDigest: "sha256:d", generation: 4, excluded }, 1_000);
  expect(asked).toMatchObject({
    question: {
      binding: { releaseDigest: "", planDigest: "sha256:d", generation: 4 },
      excluded,
      excludedFor: "changed it by hand",
      requesters: [],
      expiresAt: 1_000 + 24 * HOUR_MS,
    },
    remindAt: 1_000 + 12 * HOUR_MS,
  });
  expect(asked).not.toHaveProperty("escalateAt");
});
