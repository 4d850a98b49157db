import { afterAll, beforeAll, describe } from "vitest";
import { approveFromSlackCases } from "./approve-from-slack-cases.ts";
import { driftCases } from "./drift-cases.ts";
import { proposeDriftCases } from "./propose-drift-cases.ts";
import { startSlackUnderTest, type SlackUnderTest } from "./slack-under-test.ts";

// One installation for all of them, each in a project of its own.
let started: SlackUnderTest;
beforeAll(async () => void (started = await startSlackUnderTest()), 180_000);
afterAll(async () => await started?.holdfast.close(), 60_000);

describe("approvals", () => {
  approveFromSlackCases(() => started);
});
describe("drift in prod", () => {
  proposeDriftCases(() => started);
});
describe("drift in dev", () => {
  driftCases(() => started.holdfast);
});
