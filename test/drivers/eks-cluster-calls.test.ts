import { expect, test } from "vitest";
import { eksClusterDriver } from "../../activities/components/eks-cluster/driver.ts";
import { newToken, removal } from "../contracts/driver.ts";
import { end, memoryCluster } from "./memory-cluster.ts";
import { sdkError } from "./memory-eks.ts";
import { memoryNotes } from "./memory-notes.ts";

const never = () => new AbortController().signal;
const look = () => ({ waitMs: 0, signal: never() });
test("a create whose answer was lost is joined by its repeat", async () => {
  const here = memoryCluster();
  const { driver, outside, ofConfig } = here;
  const subject = ofConfig();
  outside.after = ({ operation }) => {
    if (operation === "createCluster") throw sdkError("TimeoutError", "socket hang up");
  };
  await expect(driver.apply(subject, never())).rejects.toMatchObject({ code: "CLOUD_UNREACHABLE" });
  outside.after = () => undefined;
  await driver.apply(subject, never());
  expect(here.writes()).toEqual(["createCluster"]);
  expect(await driver.observe(subject, look())).toMatchObject({ state: "ready", outputs: { name: "main" } });
});

test("a create whose token has expired is adopted by the tags of its life", async () => {
  const { driver, outside, ofConfig, clusters } = memoryCluster();
  const subject = ofConfig();
  await driver.apply(subject, never());
  const [cluster] = clusters.values();
  clusters.clear();
  outside.before = ({ operation }) => {
    if (operation !== "createCluster" || cluster === undefined) return;
    // The look before the create was older than what is there.
    clusters.set("main", cluster);
    throw sdkError("ResourceInUseException", "Cluster already exists with name: main", 409);
  };
  const fresh = eksClusterDriver({ eks: outside.eks, notes: memoryNotes(), now: () => 0 });
  await fresh.apply({ ...subject, token: newToken() }, never());
  expect(await fresh.observe(subject, look())).toMatchObject({ state: "ready" });
});

test("a cluster of somebody else is neither changed nor deleted, whatever its name", async () => {
  const here = memoryCluster();
  const { driver, ofConfig, clusters } = here;
  await driver.apply(ofConfig(), never());
  const [cluster] = clusters.values();
  clusters.set("main", { ...cluster, tags: { team: "other" } });
  const sentBefore = here.writes().length;
  const subject = ofConfig({ logging: ["api"] });
  // Nothing was asked for yet: what stands there shows when it is.
  expect(await driver.observe(subject, look())).toEqual({ state: "absent" });
  await expect(driver.apply(subject, never())).rejects.toMatchObject({ code: "NOT_OURS" });
  expect(await driver.observe(subject, look())).toMatchObject({ state: "failed", code: "NOT_OURS" });
  expect(await driver.remove(removal(subject, "component"), never())).toBe("gone");
  // EKS has refused it.
  expect(here.writes().slice(sentBefore)).toEqual(["createCluster"]);
  expect([...clusters.values()]).toEqual([{ ...cluster, tags: { team: "other" } }]);
});

test("a cluster that was deleted and made again under its name is left alone, even with our tags", async () => {
  const here = memoryCluster();
  const { driver, ofConfig, clusters } = here;
  const subject = ofConfig();
  await driver.apply(subject, never());
  const [cluster] = clusters.values();
  clusters.set("main", { ...cluster, createdAt: new Date(1_800_000_000_000) });
  const sentBefore = here.writes().length;
  expect(await driver.observe(subject, look())).toMatchObject({ state: "failed", code: "NOT_OURS" });
  expect(await driver.remove(removal(subject, "incarnation"), never())).toBe("gone");
  expect(here.writes().length).toBe(sentBefore);
});

test("several changes are sent one after another, each once the update of the one before has ended", async () => {
  const here = memoryCluster();
  const { driver, ofConfig, config, clusters } = here;
  const subject = ofConfig();
  await driver.apply(subject, never());
  const changed = {
    ...subject,
    token: newToken(),
    config: config({ logging: ["api"], endpointAccess: { public: false, private: true } }),
  };
  expect(await driver.observe(changed, look())).toMatchObject({
    state: "differs",
    fields: ["config.endpointAccess", "config.logging"],
    replace: false,
  });
  await driver.apply(changed, never());
  await driver.apply(changed, never());
  expect(here.writes()).toEqual(["createCluster", "updateClusterConfig"]);
  // The cluster itself shows no trace of it yet.
  expect(await driver.observe(changed, look())).toMatchObject({ state: "changing" });
  end(here, "Successful");
  const [cluster] = clusters.values();
  const vpc = { ...cluster?.resourcesVpcConfig, endpointPublicAccess: false, endpointPrivateAccess: true };
  clusters.set("main", { ...cluster, resourcesVpcConfig: vpc });
  expect(await driver.observe(changed, look())).toMatchObject({ state: "differs", fields: ["config.logging"] });
  await driver.apply(changed, never());
  const updates = here.sent.filter(({ operation }) => operation === "updateClusterConfig");
  expect(updates.map(({ input }) => Object.keys(input))).toEqual([
    ["resourcesVpcConfig", "name", "clientRequestToken"],
    ["logging", "name", "clientRequestToken"],
  ]);
  expect(new Set(updates.map(({ input }) => input["clientRequestToken"])).size).toBe(2);
});

test("a failed update is told although the cluster is active, is not sent again, and is by the next intent", async () => {
  const here = memoryCluster();
  const { driver, ofConfig, config } = here;
  const subject = ofConfig();
  await driver.apply(subject, never());
  const changed = { ...subject, token: newToken(), config: config({ logging: ["api"] }) };
  await driver.apply(changed, never());
  end(here, "Failed", { errors: [{ errorCode: "AccessDenied", errorMessage: "no", resourceIds: null }] });
  expect(await driver.observe(changed, look())).toMatchObject({
    state: "failed",
    code: "CLOUD_UPDATE_FAILED",
    reason: expect.stringContaining("LoggingUpdate failed: a role of it lacks a permission"),
  });
  await expect(driver.apply(changed, never())).rejects.toMatchObject({ code: "CLOUD_UPDATE_FAILED" });
  expect(here.writes()).toHaveLength(2);
  await driver.apply({ ...changed, token: newToken() }, never());
  expect(here.writes()).toHaveLength(3);
  // Whoever takes the wish back is not held up by it.
  end(here, "Failed");
  expect(await driver.observe({ ...changed, config: config() }, look())).toMatchObject({ state: "ready" });
});

test("an update whose answer was lost is found again through the refusal of the next one", async () => {
  const here = memoryCluster();
  const { driver, outside, ofConfig, config, updates } = here;
  const subject = ofConfig();
  await driver.apply(subject, never());
  const changed = { ...subject, token: newToken(), config: config({ logging: ["api"] }) };
  outside.after = ({ operation }) => {
    if (operation === "updateClusterConfig") throw sdkError("SyntaxError", "Unexpected token <", 502);
  };
  await expect(driver.apply(changed, never())).rejects.toMatchObject({ code: "CLOUD_UNREACHABLE" });
  const [running = ""] = updates.keys();
  outside.after = () => undefined;
  outside.before = ({ operation }) => {
    if (operation !== "updateClusterConfig") return;
    const text = `Cannot LoggingUpdate because cluster main currently has update ${running} in progress`;
    throw sdkError("ResourceInUseException", text, 409);
  };
  await driver.apply({ ...changed, token: newToken() }, never());
  expect(await driver.observe(changed, look())).toMatchObject({ state: "changing" });
  expect(updates.size).toBe(1);
  // Another kind of change that runs is waited for.
  updates.set(running, { status: "InProgress", type: "VersionUpdate" });
  await here.notes.forget(subject.id.componentUid, 1);
  await expect(driver.apply({ ...changed, token: newToken() }, never())).rejects.toMatchObject({
    code: "CLOUD_BUSY",
    details: { retryAfterMs: expect.any(Number) },
  });
});

test("what EKS finds done already is done", async () => {
  const here = memoryCluster();
  const { driver, outside, ofConfig, config } = here;
  const subject = ofConfig();
  await driver.apply(subject, never());
  outside.before = ({ operation }) => {
    if (operation !== "updateClusterConfig") return;
    throw sdkError("InvalidParameterException", "Cluster is already at the desired configuration with logging", 400);
  };
  await driver.apply({ ...subject, token: newToken(), config: config({ logging: ["api"] }) }, never());
});

test("another version is refused before anything is sent", async () => {
  const here = memoryCluster();
  const { driver, ofConfig, config } = here;
  const subject = ofConfig();
  await driver.apply(subject, never());
  const changed = { ...subject, token: newToken(), config: config({ version: "1.32", logging: ["api"] }) };
  expect(await driver.observe(changed, look())).toMatchObject({ state: "differs", replace: false });
  await expect(driver.apply(changed, never())).rejects.toMatchObject({
    code: "COMPONENT_FAILED",
    message: expect.stringContaining("the cluster runs 1.31 and 1.32 is wanted"),
  });
  expect(here.writes()).toEqual(["createCluster"]);
});

test("a role that is not known yet is waited for, for two minutes", async () => {
  const { driver, outside, ofConfig, pass } = memoryCluster();
  const subject = ofConfig();
  outside.before = ({ operation }) => {
    if (operation !== "createCluster") return;
    throw sdkError("InvalidParameterException", "Role with arn: x, could not be assumed", 400);
  };
  await expect(driver.apply(subject, never())).rejects.toMatchObject({ code: "CLOUD_BUSY" });
  pass(119_000);
  await expect(driver.apply(subject, never())).rejects.toMatchObject({ code: "CLOUD_BUSY" });
  pass(1_000);
  await expect(driver.apply(subject, never())).rejects.toMatchObject({ code: "COMPONENT_FAILED" });
});

test("a missing permission is a fault that names it", async () => {
  const { driver, outside, ofConfig } = memoryCluster();
  outside.before = ({ operation }) => {
    if (operation === "createCluster") throw sdkError("AccessDeniedException", "not authorized", 403);
  };
  await expect(driver.apply(ofConfig(), never())).rejects.toMatchObject({
    code: "CLOUD_DENIED",
    message: expect.stringContaining("eks:CreateCluster"),
  });
});

test("a status that nobody knows is waited out", async () => {
  const here = memoryCluster();
  const { driver, ofConfig, clusters } = here;
  const subject = ofConfig();
  await driver.apply(subject, never());
  const [cluster] = clusters.values();
  clusters.set("main", { ...cluster, status: "REPAIRING" as "ACTIVE" });
  expect(await driver.observe(subject, look())).toMatchObject({
    state: "changing",
    reason: expect.stringContaining("REPAIRING"),
  });
  await driver.apply({ ...subject, token: newToken() }, never());
  expect(here.writes()).toEqual(["createCluster"]);
});

test("a look that finds nothing for a moment is no proof that a cluster is gone", async () => {
  const { driver, outside, ofConfig } = memoryCluster();
  const subject = ofConfig();
  await driver.apply(subject, never());
  expect(await driver.observe(subject, look())).toMatchObject({ state: "ready" });
  let misses = 2;
  outside.before = ({ operation }) => {
    if (operation === "describeCluster" && misses-- > 0) throw sdkError("ResourceNotFoundException", "No cluster", 404);
  };
  expect(await driver.observe(subject, look())).toMatchObject({ state: "changing" });
  expect(await driver.observe(subject, look())).toMatchObject({ state: "ready" });
  misses = 3;
  expect(await driver.observe(subject, look())).toMatchObject({ state: "gone" });
});

test.each([
  { deletionProtection: "on", remains: 0, writes: ["createCluster", "updateClusterConfig"] },
  { deletionProtection: "strict", remains: 1, writes: ["createCluster"] },
])("protection that is $deletionProtection is met as the config says", async ({ deletionProtection, writes }) => {
  const here = memoryCluster();
  const { driver, ofConfig, clusters } = here;
  const subject = ofConfig({ deletionProtection });
  await driver.apply(subject, never());
  const asked = removal(subject, "component");
  if (deletionProtection === "strict") {
    await expect(driver.remove(asked, never())).rejects.toMatchObject({
      code: "RESOURCE_IN_USE",
      message: expect.stringContaining("switch it off by hand"),
    });
    expect(here.writes()).toEqual(writes);
    return;
  }
  expect(await driver.remove(asked, never())).toBe("going");
  expect(here.writes()).toEqual(writes);
  const [cluster] = clusters.values();
  clusters.set("main", { ...cluster, deletionProtection: false });
  end(here, "Successful");
  expect(await driver.remove(asked, never())).toBe("gone");
  expect(here.writes().at(-1)).toBe("deleteCluster");
});

test("a cluster with a node group of somebody is not deleted, and one that goes is waited for", async () => {
  const here = memoryCluster();
  const { driver, ofConfig, nodegroups } = here;
  const subject = ofConfig();
  await driver.apply(subject, never());
  nodegroups.set("theirs", { nodegroupName: "theirs", status: "ACTIVE" });
  const asked = removal(subject, "component");
  await expect(driver.remove(asked, never())).rejects.toMatchObject({
    code: "RESOURCE_IN_USE",
    message: expect.stringContaining('node group "theirs"'),
  });
  nodegroups.set("theirs", { nodegroupName: "theirs", status: "DELETING" });
  expect(await driver.remove(asked, never())).toBe("going");
  expect(here.writes()).toEqual(["createCluster"]);
  nodegroups.clear();
  expect(await driver.remove(asked, never())).toBe("gone");
});

test("a deletion that is refused for what no look shows in the cluster is asked for again", async () => {
  const { driver, outside, ofConfig } = memoryCluster();
  const subject = ofConfig();
  await driver.apply(subject, never());
  outside.before = ({ operation }) => {
    if (operation === "deleteCluster") throw sdkError("ResourceInUseException", "Cluster has nodegroups attached", 409);
  };
  const asked = removal(subject, "component");
  await expect(driver.remove(asked, never())).rejects.toMatchObject({
    code: "CLOUD_BUSY",
    message: expect.stringContaining("Cluster has nodegroups attached"),
  });
  outside.before = () => undefined;
  expect(await driver.remove(asked, never())).toBe("gone");
});

test("a deletion whose answer was lost is over when the cluster is gone", async () => {
  const here = memoryCluster();
  const { driver, outside, ofConfig } = here;
  const subject = ofConfig();
  await driver.apply(subject, never());
  outside.after = ({ operation }) => {
    if (operation === "deleteCluster") throw sdkError("TimeoutError", "socket hang up");
  };
  const asked = removal(subject, "component");
  await expect(driver.remove(asked, never())).rejects.toMatchObject({ code: "CLOUD_UNREACHABLE" });
  expect(await driver.remove(asked, never())).toBe("gone");
  expect(here.writes()).toEqual(["createCluster", "deleteCluster"]);
});
