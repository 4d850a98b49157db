import { expect, test } from "vitest";
import {
  addonVersion,
  catalogue,
  cluster,
  COREDNS,
  linesOf,
  planned,
  refused,
  STEP_MS,
  stepsOf,
} from "../../test/setup/upgrade-world.ts";

test("a cluster that has everything that is wanted has nothing to do", () => {
  const nodegroups = [{ name: "workers", version: "1.31" }];
  expect(planned({ nodegroups })).toEqual({ hops: [], estimateMs: 0, workMs: 0, warnings: [] });
});

test("two minors are two hops, each with insights, control plane, node groups and add-ons in their order", () => {
  const plan = planned({
    cluster: cluster("1.31", "1.33"),
    nodegroups: [{ name: "workers", version: "1.30" }],
    addons: [{ name: "coredns", addon: "coredns", version: "v1.11.1-eksbuild.1" }],
    catalogue: catalogue(COREDNS),
  });
  expect(plan.hops.map(({ from, to }) => `${from} > ${to}`)).toEqual(["1.31 > 1.32", "1.32 > 1.33"]);
  expect(linesOf(plan)).toEqual([
    "insights main 1.31 > 1.32",
    "nodes-before workers 1.30 > 1.31",
    "add-ons-before coredns v1.11.1-eksbuild.1 > v1.11.3-eksbuild.1",
    "control-plane main 1.31 > 1.32",
    "nodes-after workers 1.31 > 1.32",
    "add-ons-after coredns v1.11.3-eksbuild.1 > v1.11.4-eksbuild.2",
    "insights main 1.32 > 1.33",
    "control-plane main 1.32 > 1.33",
    "nodes-after workers 1.32 > 1.33",
    "add-ons-after coredns v1.11.4-eksbuild.2 > v1.12.1-eksbuild.2",
  ]);
});

test("steps of one time run side by side, everything else one after the other, and the estimate is the longest chain", () => {
  const plan = planned({
    cluster: cluster("1.31", "1.32"),
    nodegroups: [
      { name: "blue", version: "1.31" },
      { name: "green", version: "1.31" },
    ],
  });
  const needsByName = Object.fromEntries(stepsOf(plan).map(({ name, needs }) => [name, needs]));
  expect(needsByName).toEqual({
    "1.32/insights/main/1.32": [],
    "1.32/control-plane/main/1.32": ["1.32/insights/main/1.32"],
    "1.32/nodes-after/blue/1.32": ["1.32/control-plane/main/1.32"],
    "1.32/nodes-after/green/1.32": ["1.32/control-plane/main/1.32"],
  });
  const estimateMs = STEP_MS.insights + STEP_MS["control-plane"] + STEP_MS["nodes-after"];
  expect(plan).toMatchObject({ estimateMs, workMs: estimateMs + STEP_MS["nodes-after"], hops: [{ estimateMs }] });
});

test("a hop begins once everything of the hop before has ended", () => {
  const plan = planned({
    cluster: cluster("1.31", "1.33"),
    nodegroups: [
      { name: "blue", version: "1.31" },
      { name: "green", version: "1.31" },
    ],
  });
  expect(plan.hops[1]?.steps[0]).toMatchObject({
    phase: "insights",
    needs: ["1.32/nodes-after/blue/1.32", "1.32/nodes-after/green/1.32"],
  });
});

test("vpc-cni moves one minor at a time, each version for the cluster that it meets", () => {
  const vpcCni = ["v1.16.0", "v1.17.1", "v1.17.9"].map((version) => addonVersion(version, "1.31"));
  const plan = planned({
    cluster: cluster("1.31", "1.32"),
    addons: [{ name: "vpc-cni", addon: "vpc-cni", version: "v1.15.0" }],
    catalogue: catalogue({
      "vpc-cni": [...vpcCni, addonVersion("v1.18.0", "1.31", "1.32"), addonVersion("v1.19.0", "1.32*")],
    }),
  });
  expect(linesOf(plan)).toEqual([
    "insights main 1.31 > 1.32",
    "add-ons-before vpc-cni v1.15.0 > v1.16.0",
    "add-ons-before vpc-cni v1.16.0 > v1.17.9",
    "add-ons-before vpc-cni v1.17.9 > v1.18.0",
    "control-plane main 1.31 > 1.32",
    "add-ons-after vpc-cni v1.18.0 > v1.19.0",
  ]);
});

test("an add-on whose version is wanted moves only where it must before it gets there", () => {
  const plan = planned({
    cluster: cluster("1.31", "1.33"),
    addons: [{ name: "coredns", addon: "coredns", version: "v1.11.3-eksbuild.1", wanted: "v1.11.4-eksbuild.2" }],
    catalogue: catalogue(COREDNS),
  });
  expect(linesOf(plan).filter((line) => line.startsWith("add-ons"))).toEqual([
    "add-ons-before coredns v1.11.3-eksbuild.1 > v1.11.4-eksbuild.2",
  ]);
});

test("an add-on that is later than the default stays", () => {
  const plan = planned({
    cluster: cluster("1.31", "1.32"),
    addons: [{ name: "coredns", addon: "coredns", version: "v9" }],
    catalogue: catalogue({ coredns: [addonVersion("v1", "1.31", "1.32*"), addonVersion("v9", "1.31", "1.32")] }),
  });
  expect(linesOf(plan)).toEqual(["insights main 1.31 > 1.32", "control-plane main 1.31 > 1.32"]);
});

test("a cluster that was left between two hops gets the rest, without another control plane", () => {
  const given = {
    nodegroups: [{ name: "workers", version: "1.31" }],
    addons: [{ name: "coredns", addon: "coredns", version: "v1.11.3-eksbuild.1" }],
    catalogue: catalogue(COREDNS),
  };
  expect(linesOf(planned({ ...given, cluster: cluster("1.32", "1.32") }))).toEqual([
    "nodes-after workers 1.31 > 1.32",
    "add-ons-after coredns v1.11.3-eksbuild.1 > v1.11.4-eksbuild.2",
  ]);
});

test("a node group whose version is wanted earlier than its cluster's stays behind as far as it may", () => {
  const nodegroups = [{ name: "old", version: "1.31", wanted: "1.31" }];
  expect(linesOf(planned({ cluster: cluster("1.31", "1.34"), nodegroups }))).toHaveLength(6);
  expect(refused({ cluster: cluster("1.31", "1.34"), nodegroups, skew: "strict" })).toMatchObject([
    {
      code: "skew",
      resource: "old",
      reason: 'node group "old" has 1.31 while the cluster moves from 1.32 to 1.33, and must have 1.32',
    },
  ]);
  const older = [{ name: "old", version: "1.30", wanted: "1.30" }];
  expect(refused({ cluster: cluster("1.31", "1.34"), nodegroups: older })).toMatchObject([
    { code: "skew", reason: expect.stringContaining("from 1.33 to 1.34, and may be 3 minors behind at most") },
  ]);
});

test("a node group that is ahead of a cluster which was rolled back waits for it", () => {
  const nodegroups = [{ name: "workers", version: "1.32" }];
  const given = { cluster: cluster("1.31", "1.32"), nodegroups };
  expect(linesOf(planned(given))).toEqual(["insights main 1.31 > 1.32", "control-plane main 1.31 > 1.32"]);
  expect(refused({ ...given, skew: "strict" })).toMatchObject([{ code: "skew", resource: "workers" }]);
});
