import { expect, test } from "vitest";
import { wrongMoments } from "./watch-versions.ts";

const HOME = "111122223333/eu-west-1";
const line = (seq: number, resource: string, after: object) => ({
  seq,
  kind: "transition",
  resource: `${HOME}/${resource}`,
  after,
});
const cluster = (seq: number, version: string, more: object = {}) => ({
  ...line(seq, "cluster/main", { version }),
  ...more,
});
const nodes = (seq: number, version: string) => line(seq, "nodegroup/main/general", { version });
const proxy = (seq: number, addonVersion: string) =>
  line(seq, "addon/main/kube-proxy", { addonName: "kube-proxy", addonVersion });

const START = [cluster(1, "1.34"), nodes(2, "1.34"), proxy(3, "v1.34.2-eksbuild.2")];

test("a control plane that moves by one minor, with nodes and an add-on that fit both, is fine at every moment", async () => {
  const moving = cluster(4, "1.34", { operation: "UpdateClusterVersion", outcome: "new" });
  expect(await wrongMoments([...START, moving, cluster(5, "1.35"), nodes(6, "1.35")])).toEqual([]);
});

test.each([
  ["nodes that are newer", nodes(4, "1.35"), "node group general has 1.35 under 1.34"],
  ["nodes that are left behind", cluster(4, "1.36"), "node group general has 1.34 under 1.36"],
  [
    "an add-on for another version",
    proxy(4, "v1.36.1-eksbuild.2"),
    "add-on kube-proxy has v1.36.1-eksbuild.2 under 1.34",
  ],
])("%s are noticed", async (_, wrong, problem) => {
  expect((await wrongMoments([...START, wrong])).join("\n")).toContain(problem);
});

test("what will not fit once the control plane has moved is noticed when that begins", async () => {
  const behind = [
    cluster(1, "1.35"),
    nodes(2, "1.34"),
    cluster(3, "1.35", { operation: "UpdateClusterVersion", outcome: "new" }),
  ];
  expect(await wrongMoments(behind)).toEqual(["3: node group general has 1.34 under 1.36"]);
});
