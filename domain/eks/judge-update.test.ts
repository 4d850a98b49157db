import { expect, test } from "vitest";
import { judgeUpdate } from "./judge-update.ts";

test.each([
  { status: "InProgress", state: "running" },
  { status: "Successful", state: "succeeded" },
  { status: "Cancelled", state: "failed" },
  { status: "Failed", state: "failed" },
  { status: "Paused", state: "running" },
  { status: undefined, state: "running" },
])("an update that is $status has $state", ({ status, state }) => {
  expect(judgeUpdate({ status }).state).toBe(state);
});

test("a failed update says what failed and why", () => {
  const errors = [{ errorCode: "IpNotAvailable", errorMessage: "none left", resourceIds: null }];
  expect(judgeUpdate({ status: "Failed", type: "VersionUpdate", errors })).toMatchObject({
    reason: expect.stringMatching(/^VersionUpdate failed: its subnets have too few free addresses/),
  });
});
