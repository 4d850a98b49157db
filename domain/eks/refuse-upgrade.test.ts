import { expect, test } from "vitest";
import { addonVersion, catalogue, cluster, COREDNS, refused } from "../../test/setup/upgrade-world.ts";

test.each([
  {
    what: "a version that EKS does not offer",
    given: { cluster: cluster("1.33", "1.35") },
    want: { code: "version-unknown", reason: "EKS does not offer Kubernetes 1.35", next: "set its version to 1.34" },
  },
  {
    what: "a version that EKS supports no more",
    given: {
      cluster: cluster("1.28", "1.29"),
      catalogue: { clusterVersions: [{ version: "1.29", status: "UNSUPPORTED" }], addons: {} },
    },
    want: { code: "version-unsupported", next: "stay with 1.28" },
  },
  {
    what: "a version that cannot be read",
    given: { cluster: cluster("1.31", "latest") },
    want: { code: "version-unknown", reason: '"latest" is no version of Kubernetes that is known here' },
  },
  {
    what: "an earlier version of the cluster",
    given: { cluster: cluster("1.32", "1.31") },
    want: { code: "downgrade", reason: 'cluster "main" has 1.32, and 1.31 is earlier' },
  },
  {
    what: "an earlier version of a node group",
    given: { nodegroups: [{ name: "workers", version: "1.31", wanted: "1.30" }] },
    want: { code: "downgrade", resource: "workers", next: "let a new node group take its place" },
  },
  {
    what: "nodes that are newer than their cluster",
    given: { nodegroups: [{ name: "workers", version: "1.31", wanted: "1.32" }] },
    want: { code: "skew", next: "set its version to 1.31, or leave it out" },
  },
  {
    what: "an add-on that EKS does not know",
    given: { cluster: cluster("1.31", "1.32"), addons: [{ name: "some", addon: "some", version: "v1" }] },
    want: { code: "add-on-without-version", reason: 'EKS offers no version of "some", which add-on "some" is' },
  },
  {
    what: "an add-on of which nothing is for both versions",
    given: {
      cluster: cluster("1.31", "1.32"),
      addons: [{ name: "some", addon: "some", version: "v1" }],
      catalogue: catalogue({
        some: [addonVersion("v1", "1.31"), addonVersion("v2", "1.32*"), addonVersion("v3", "1.31", "1.32")],
      }),
    },
    want: {
      code: "add-on-without-version",
      reason:
        'no version of add-on "some" from v1 to v2 is for both Kubernetes 1.31 and 1.32, and the cluster moves between them',
      next: "set its version to v3",
    },
  },
  {
    what: "a wanted version of an add-on that is not for the cluster's",
    given: {
      cluster: cluster("1.31", "1.33"),
      addons: [{ name: "coredns", addon: "coredns", version: "v1.11.3-eksbuild.1", wanted: "v1.11.3-eksbuild.1" }],
      catalogue: catalogue(COREDNS),
    },
    want: {
      reason: 'version v1.11.3-eksbuild.1 of add-on "coredns" is not for Kubernetes 1.33',
      next: "set its version to one of v1.12.1-eksbuild.2, v1.11.4-eksbuild.2, or leave it out for the default",
    },
  },
  {
    what: "a vpc-cni that would have to leave out a minor",
    given: {
      cluster: cluster("1.31", "1.32"),
      addons: [{ name: "vpc-cni", addon: "vpc-cni", version: "v1.15.0" }],
      catalogue: catalogue({ "vpc-cni": [addonVersion("v1.18.0", "1.31", "1.32*")] }),
    },
    want: { reason: expect.stringContaining('"vpc-cni" cannot go from v1.15.0 to v1.18.0') },
  },
])("$what is refused, with what to do", ({ given, want }) => {
  expect(refused(given)).toMatchObject([want]);
});

test("all reasons are told at once", () => {
  const given = {
    cluster: cluster("1.31", "1.32"),
    nodegroups: [{ name: "workers", version: "1.31", wanted: "1.30" }],
    addons: [{ name: "some", addon: "some", version: "v1" }],
    insights: [
      { id: "i-1", name: "Deprecated APIs", version: "1.32", status: "ERROR", reason: "flowschemas are used" },
    ],
  };
  expect(refused(given).map(({ code }) => code)).toEqual(["downgrade", "add-on-without-version", "insight"]);
});
