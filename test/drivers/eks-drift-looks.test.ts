import {
  CreateClusterCommand,
  CreateNodegroupCommand,
  DeleteClusterCommand,
  DescribeClusterCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-eks";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { DriftLook } from "../../activities/components/drift-watch.ts";
import { makeSubject, newToken } from "../contracts/driver.ts";
import { BASE } from "../e2e/eks-drift-table.ts";
import { roleArn } from "../e2e/eks-drift-row.ts";
import { converge } from "./eks-converging.ts";
import { eksDriftWorld, type EksDriftWorld, type Watched } from "./eks-drift-world.ts";

vi.setConfig({ testTimeout: 120_000 });

const signal = new AbortController().signal;
let world: EksDriftWorld;
let clusters = 0;

beforeAll(async () => void (world = await eksDriftWorld()));
afterEach(async () => void (await world.eks.fake.sim("DELETE", "/faults")));
afterAll(async () => await world.close());

const nextName = () => `c-${(clusters += 1)}`;
const cluster = async (more: object = {}) => await world.make("eks-cluster", { ...BASE, name: nextName(), ...more });
const nodes = async (more: object = {}) => {
  const { subject } = await cluster();
  return await world.make("eks-nodegroup", {
    cluster: targetOf(subject.config),
    name: "general",
    nodeRoleArn: roleArn("nodes"),
    subnetIds: ["subnet-0a"],
    scaling: { min: 1, max: 4, desired: 2 },
    ...more,
  });
};
const targetOf = (config: unknown) => (config as { readonly name: string }).name;
const look = async ({ drift, subject }: Watched): Promise<DriftLook> => await drift.look(subject, signal);
const arnOf = async ({ driver, subject }: Watched): Promise<string> => {
  const seen = await driver.observe(subject, { waitMs: 0, signal });
  return seen.state === "ready" ? String(seen.outputs["arn"]) : "";
};

test("an autoscaler may move a node group's size within its limits, and what lies outside is brought back", async () => {
  const watched = await nodes();
  await watched.hands.act("Scale", { desiredSize: 4 });
  expect(await world.differences(watched)).toEqual([]);
  await watched.hands.act("Scale", { desiredSize: 9 });
  const fields = await world.differences(watched);
  expect(fields).toEqual([{ path: "config.scaling.desired", class: "extra", seen: 9 }]);
  expect(await world.putBack(watched, fields)).toMatchObject({ state: "ready" });
  expect(await world.differences(watched)).toEqual([]);
});

test("tags of others are no drift, and stay when ours are put back", async () => {
  const watched = await cluster({ tags: { team: "shop" } });
  const resourceArn = await arnOf(watched);
  await world.eks.other.send(new TagResourceCommand({ resourceArn, tags: { "aws-cost": "7", owner: "kay" } }));
  expect(await world.differences(watched)).toEqual([]);
  await world.eks.other.send(new TagResourceCommand({ resourceArn, tags: { team: "lab", "holdfast:name": "mine" } }));
  await world.eks.other.send(new UntagResourceCommand({ resourceArn, tagKeys: ["holdfast:incarnation"] }));
  const fields = await world.differences(watched);
  expect(fields.map(({ path, class: asClass }) => `${path} ${asClass}`)).toEqual([
    "tags.holdfast:incarnation missing",
    "tags.holdfast:name changed",
    "tags.team changed",
  ]);
  expect(await world.putBack(watched, fields)).toMatchObject({ state: "ready" });
  expect(await world.differences(watched)).toEqual([]);
  const { name } = watched.subject.config as { readonly name: string };
  const seen = await world.eks.other.send(new DescribeClusterCommand({ name }));
  expect(seen.cluster?.tags).toMatchObject({ "aws-cost": "7", owner: "kay", team: "shop" });
});

test("what carries the mark of another component is known by its id, and gets its own mark back", async () => {
  const watched = await cluster();
  const resourceArn = await arnOf(watched);
  const tags = { "holdfast:component": "another", "holdfast:incarnation": "9" };
  await world.eks.other.send(new TagResourceCommand({ resourceArn, tags }));
  const fields = await world.differences(watched);
  expect(fields.map(({ path }) => path)).toEqual(["tags.holdfast:component", "tags.holdfast:incarnation"]);
  expect(await world.putBack(watched, fields)).toMatchObject({ state: "ready" });
  expect(await world.differences(watched)).toEqual([]);
});

test("a tag that the blueprint drops is taken off, and nobody misses it", async () => {
  const watched = await cluster({ tags: { team: "shop", old: "1" } });
  const resourceArn = await arnOf(watched);
  await world.eks.other.send(new TagResourceCommand({ resourceArn, tags: { owner: "kay" } }));
  const { driver, subject } = watched;
  const config = driver.config.parse({ ...(subject.config as object), tags: { team: "shop" } });
  const changed = { ...subject, token: newToken(), config };
  expect((await converge(driver, changed)).end).toMatchObject({ state: "ready" });
  const seen = await world.eks.other.send(new DescribeClusterCommand({ name: targetOf(config) }));
  expect(seen.cluster?.tags).toMatchObject({ owner: "kay", team: "shop" });
  expect(seen.cluster?.tags).not.toHaveProperty("old");
  const fields = await world.differences(watched);
  expect(fields.map(({ path, class: asClass }) => `${path} ${asClass}`)).toEqual(["tags.old missing"]);
});

test("a cluster that somebody made again under the same name is not ours: ours is missing, and nothing is done to it", async () => {
  const watched = await cluster();
  const name = targetOf(watched.subject.config);
  await world.eks.other.send(new DeleteClusterCommand({ name }));
  await expect.poll(async () => (await look(watched)).state).toBe("absent");
  await world.eks.makeCluster(name, { ...BASE, name, resourcesVpcConfig: { subnetIds: BASE.subnetIds } });
  expect(await look(watched)).toEqual({ state: "absent", reason: expect.stringContaining("is another one than ours") });
  await expect(world.putBack(watched, [])).rejects.toMatchObject({ code: "NOT_OURS" });
  expect(watched.drift.revertOf("component")).toBe("none");
});

test("with a cluster goes what was in it", async () => {
  const watched = await nodes();
  const { cluster: name } = watched.subject.config as { readonly cluster: string };
  await watched.hands.act("Vanish");
  await world.eks.fake.sim("POST", "/outofband", { operation: "DeleteCluster", input: { name } });
  await expect.poll(async () => (await look(watched)).state).toBe("absent");
});

test("what EKS does not show once is there, and nothing is missing while it is", async () => {
  const watched = await nodes();
  const gone = { do: "error", name: "ResourceNotFoundException", message: "No node group found" };
  await world.eks.spoil("DescribeNodegroup", gone);
  expect(await look(watched)).toEqual({ state: "changing" });
  expect(await world.differences(watched)).toEqual([]);
});

test("nothing is looked for in lists: a page that loses something loses nothing of ours", async () => {
  const watched = await nodes();
  await world.eks.spoil("ListNodegroups", { do: "page", how: "lose" }, { times: "forever" });
  expect(await world.differences(watched)).toEqual([]);
  const { operations } = await world.eks.fake.sim("GET", "/metrics");
  expect(operations).not.toHaveProperty("ListNodegroups");
});

test.each([
  { what: "changes", status: "UPDATING" },
  { what: "is deleted", status: "DELETING" },
  { what: "has a status that nobody knows", status: "REPAIRING" },
])("what $what is left to the next look", async ({ status }) => {
  const watched = await cluster();
  await world.eks.spoil("DescribeCluster", { do: "rewrite", path: "cluster.status", value: status });
  expect(await look(watched)).toEqual({ state: "changing" });
});

test("what EKS leaves out of an answer counts as it was", async () => {
  const watched = await cluster({ logging: ["api"], securityGroupIds: ["sg-1"] });
  await world.eks.spoil("DescribeCluster", { do: "null-lists" });
  expect(await world.differences(watched)).toEqual([]);
  const entry = await world.make("eks-access-entry", {
    cluster: targetOf(watched.subject.config),
    principalArn: roleArn("developers"),
    policies: [{ policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy" }],
  });
  await world.eks.spoil("ListAssociatedAccessPolicies", { do: "null-lists" });
  await expect(look(entry)).rejects.toMatchObject({ code: "CLOUD_BUSY" });
});

test("the same trouble is the same difference, in whatever order EKS tells it and whichever instances it meets", async () => {
  const watched = await nodes();
  const none = { code: "InsufficientFreeAddresses", message: "none", resourceIds: ["subnet-2", "subnet-1"] };
  const seen = async (...issues: readonly object[]) => {
    await watched.hands.act("SetHealth", { status: "DEGRADED", issues });
    return await world.differences(watched);
  };
  const first = await seen({ code: "NodeCreationFailure", message: "m", resourceIds: ["i-1", "i-2"] }, none);
  const other = { ...none, resourceIds: none.resourceIds.toReversed() };
  expect(await seen(other, { code: "NodeCreationFailure", message: "m", resourceIds: ["i-3"] })).toEqual(first);
  expect(first).toMatchObject([{ path: "health", class: "unhealthy", seen: expect.stringContaining("subnet-1") }]);
});

test("a secret of a configuration is told by its hash only, before and after somebody has changed it", async () => {
  const { subject } = await cluster();
  const configuration = { license: "hunter2", level: 3 };
  const config = { cluster: targetOf(subject.config), name: "kube-proxy", configuration };
  const watched = await world.make("eks-addon", config, ["hunter2"]);
  expect(JSON.stringify(watched.baseline)).not.toContain("hunter2");
  expect(await world.differences(watched)).toEqual([]);
  const configurationValues = JSON.stringify({ license: "hunter3", level: 3 });
  await watched.hands.act("UpdateAddon", { configurationValues });
  expect(JSON.stringify(await world.differences(watched))).not.toMatch(/hunter\d/);
  expect(await world.diff(watched)).toEqual([
    "  config:",
    "    configuration:",
    "-     license: ***",
    "+     license: ***",
  ]);
});

test("an add-on that somebody has moved is not moved back with what else is put back, and says so", async () => {
  const { subject } = await cluster();
  const config = {
    cluster: targetOf(subject.config),
    name: "vpc-cni",
    version: "v1.20.4-eksbuild.2",
    tags: { a: "1" },
  };
  const watched = await world.make("eks-addon", config);
  await watched.hands.act("UpdateAddon", { addonVersion: "v1.21.1-eksbuild.3" });
  await watched.hands.act("UntagResource", { tagKeys: ["a"] });
  const fields = await world.differences(watched);
  expect(fields.map(({ path }) => path)).toEqual(["config.version", "tags.a"]);
  const putting = world.putBack(watched, fields.slice(1));
  await expect(putting).rejects.toThrow("what somebody has moved is not moved back");
  // Its own owner may say so: then it is a wish like any other.
  const { driver } = watched;
  expect((await converge(driver, { ...watched.subject, token: newToken() })).end).toMatchObject({ state: "ready" });
  expect(await world.differences(watched)).toEqual([]);
});

test("a node group whose launch template somebody has moved is not made anew with the next change, and says so", async () => {
  const watched = await nodes({ launchTemplate: { id: "lt-1", version: "3" } });
  const { driver, hands, subject } = watched;
  await hands.act("UpdateNodegroupVersion", { launchTemplate: { id: "lt-1", version: "4" } });
  const before = (await world.eks.done()).length;
  const wanting = (more: object) => ({
    ...subject,
    token: newToken(),
    config: driver.config.parse({ ...(subject.config as object), ...more }),
  });
  const end = {
    state: "refused",
    reason: expect.stringContaining('config.launchTemplate to {"id":"lt-1","version":"4"}'),
  };
  expect(await converge(driver, wanting({ labels: { pool: "a" } }))).toMatchObject({ end });
  expect(await world.eks.done()).toHaveLength(before);
  // Another wish is one that only another node group meets, and what is there may be said.
  const asks = async (version: string) =>
    await driver.observe(wanting({ launchTemplate: { id: "lt-1", version } }), { waitMs: 0, signal });
  expect(await asks("5")).toMatchObject({ state: "differs", fields: ["config.launchTemplate"], replace: true });
  expect(await asks("4")).toMatchObject({ state: "ready" });
  await hands.act("UpdateNodegroupVersion", { launchTemplate: { id: "lt-1", version: "5" } });
  expect(await asks("4")).toMatchObject({ state: "differs", replace: false });
});

test("a cluster whose version somebody has moved says so where something else is put back, and is left as it is", async () => {
  const watched = await cluster({ tags: { a: "1" } });
  await watched.hands.act("SetVersion", { version: "1.36" });
  await watched.hands.act("UntagResource", { tagKeys: ["a"] });
  const before = (await world.eks.done()).length;
  await expect(world.putBack(watched, [])).rejects.toThrow("the cluster runs 1.36 and 1.35 is wanted");
  expect(await world.eks.done()).toHaveLength(before);
});

test("what was never asked for is absent, and asks nothing of EKS", async () => {
  const watched = await cluster();
  const subject = makeSubject(watched.subject.config);
  expect(await watched.drift.look(subject, signal)).toMatchObject({ state: "absent" });
});

test("clusters and node groups of others are not looked at, whatever there is of them", async () => {
  const watched = await cluster();
  const name = targetOf(watched.subject.config);
  await world.eks.other.send(
    new CreateClusterCommand({ ...BASE, name: nextName(), resourcesVpcConfig: { subnetIds: BASE.subnetIds } }),
  );
  const stranger = { clusterName: name, nodegroupName: "stranger", nodeRole: roleArn("nodes"), subnets: ["subnet-0a"] };
  await world.eks.other.send(new CreateNodegroupCommand(stranger));
  expect(await world.differences(watched)).toEqual([]);
});
