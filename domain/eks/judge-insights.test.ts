import { expect, test } from "vitest";
import { cluster, planned, refused, stepsOf } from "../../test/setup/upgrade-world.ts";

const deprecated = {
  id: "i-1",
  name: "Deprecated APIs",
  version: "1.33",
  status: "ERROR",
  reason: "flowschemas v1beta3 were used 2 h ago",
};

test("an insight that says no to a version on the way refuses the whole upgrade with its text", () => {
  const given = { cluster: cluster("1.31", "1.33"), insights: [deprecated] };
  expect(refused(given)).toEqual([
    {
      code: "insight",
      resource: "main",
      reason: 'insight "Deprecated APIs" about 1.33: flowschemas v1beta3 were used 2 h ago',
      next: "mend it and ask again, or set the version to 1.32, or name it in acceptedInsights of the cluster",
    },
  ]);
  expect(refused({ ...given, cluster: cluster("1.31", "1.32") })).toEqual([]);
});

test("an insight that a person has accepted is told, and the steps that it may be about know it", () => {
  const plan = planned({
    cluster: cluster("1.31", "1.33"),
    insights: [deprecated],
    acceptedInsights: ["Deprecated APIs"],
  });
  expect(plan.warnings).toEqual([
    'accepted: insight "Deprecated APIs" about 1.33: flowschemas v1beta3 were used 2 h ago',
  ]);
  const accepted = ["Deprecated APIs"];
  const told = stepsOf(plan).filter((step) => step.accepted !== undefined);
  expect(told.map(({ name, accepted: names }) => [name, names])).toEqual([
    ["1.32/insights/main/1.32", accepted],
    ["1.32/control-plane/main/1.32", accepted],
    ["1.33/insights/main/1.33", accepted],
    ["1.33/control-plane/main/1.33", accepted],
  ]);
});

test("an insight that a step before the control plane mends does not keep that step from running", () => {
  const insights = [
    {
      id: "i-2",
      name: "Kubelet version skew",
      status: "ERROR",
      reason: "1 node is at 1.30",
      mendedBy: "node-groups" as const,
    },
  ];
  const given = { cluster: cluster("1.31", "1.32"), insights };
  expect(refused({ ...given, nodegroups: [{ name: "workers", version: "1.30" }] })).toEqual([]);
  expect(refused({ ...given, nodegroups: [{ name: "workers", version: "1.31" }] })).toMatchObject([
    { code: "insight", reason: 'insight "Kubelet version skew" about 1.32: 1 node is at 1.30' },
  ]);
});

test("insights that only warn, and a version in extended support, are told", () => {
  const plan = planned({
    cluster: cluster("1.28", "1.29"),
    catalogue: { clusterVersions: [{ version: "1.29", status: "EXTENDED_SUPPORT" }], addons: {} },
    insights: [
      { ...deprecated, version: "1.29", status: "WARNING" },
      { ...deprecated, version: "1.29", status: "PASSING" },
      { ...deprecated, version: "1.30", status: "WARNING" },
    ],
  });
  expect(plan.warnings).toEqual([
    "Kubernetes 1.29 is in extended support already, which costs more",
    'warning: insight "Deprecated APIs" about 1.29: flowschemas v1beta3 were used 2 h ago',
  ]);
});
