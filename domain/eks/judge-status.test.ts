import { expect, test } from "vitest";
import { judgeStatus } from "./judge-status.ts";

test.each([
  { of: "cluster", status: "ACTIVE", means: "settled" },
  { of: "cluster", status: "PENDING", means: "changing" },
  { of: "cluster", status: "FAILED", means: "failed" },
  { of: "cluster", status: "DELETING", means: "deleting" },
  { of: "nodegroup", status: "DEGRADED", means: "degraded" },
  { of: "nodegroup", status: "CREATE_FAILED", means: "failed" },
  { of: "nodegroup", status: "DELETE_FAILED", means: "deletion failed" },
  { of: "addon", status: "DEGRADED", means: "degraded" },
  { of: "addon", status: "UPDATE_FAILED", means: "update failed" },
  { of: "nodegroup", status: "UPDATE_FAILED", means: "unknown" },
  { of: "cluster", status: "REPAIRING", means: "unknown" },
  { of: "cluster", status: undefined, means: "unknown" },
  { of: "cluster", status: "toString", means: "unknown" },
] as const)("$status of a $of is $means", ({ of, status, means }) => {
  expect(judgeStatus(of, status)).toBe(means);
});
