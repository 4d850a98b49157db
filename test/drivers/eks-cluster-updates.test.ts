import { expect, test } from "vitest";
import { newToken, removal } from "../contracts/driver.ts";
import { end, memoryCluster, type MemoryCluster } from "./memory-cluster.ts";
import { sdkError } from "./memory-eks.ts";

const never = () => new AbortController().signal;
const look = () => ({ waitMs: 0, signal: never() });

/** Lets changes be refused because an update runs. */
function refuseFor({ outside }: MemoryCluster, id: string): void {
  outside.before = ({ operation }) => {
    if (operation !== "updateClusterConfig") return;
    const text = `Cannot LoggingUpdate because cluster main currently has update ${id} in progress`;
    throw sdkError("ResourceInUseException", text, 409);
  };
}

/** A cluster of which another config is wanted. */
async function changedCluster(more: object) {
  const here = memoryCluster();
  const subject = here.ofConfig();
  await here.driver.apply(subject, never());
  return { ...here, subject, changed: { ...subject, token: newToken(), config: here.config(more) } };
}

test("an update that has succeeded and is not to be seen is waited for, for two minutes, and then a fault", async () => {
  const here = await changedCluster({ logging: ["api"] });
  const { driver, changed, pass } = here;
  await driver.apply(changed, never());
  end(here, "Successful");
  await driver.apply(changed, never());
  pass(119_000);
  await driver.apply(changed, never());
  expect(await driver.observe(changed, look())).toMatchObject({ state: "differs", fields: ["config.logging"] });
  pass(1_000);
  await expect(driver.apply(changed, never())).rejects.toMatchObject({
    code: "CLOUD_UPDATE_FAILED",
    message: '"main": EKS says that the change is made, and config.logging is still []',
  });
  expect(here.writes()).toEqual(["createCluster", "updateClusterConfig"]);
  // The next intent asks for it again.
  await driver.apply({ ...changed, token: newToken() }, never());
  expect(here.writes()).toHaveLength(3);
});

test("an update that is to be seen late is no fault", async () => {
  const here = await changedCluster({ logging: ["api"] });
  const { driver, changed, clusters, pass } = here;
  await driver.apply(changed, never());
  end(here, "Successful");
  await driver.apply(changed, never());
  pass(119_000);
  const [cluster] = clusters.values();
  clusters.set("main", { ...cluster, logging: { clusterLogging: [{ types: ["api"], enabled: true }] } });
  expect(await driver.observe(changed, look())).toMatchObject({ state: "ready" });
});

test("what is done at once and is not to be seen is not asked for again, and a fault after two minutes", async () => {
  const here = await changedCluster({ tags: { team: "shop" } });
  const { driver, changed, pass } = here;
  await driver.apply(changed, never());
  pass(119_000);
  await driver.apply(changed, never());
  expect(here.writes()).toEqual(["createCluster", "tagResource"]);
  pass(1_000);
  await expect(driver.apply(changed, never())).rejects.toMatchObject({
    code: "CLOUD_UPDATE_FAILED",
    message: expect.stringContaining("config.tags is still {"),
  });
});

test("what EKS finds done already and does not show is a fault after two minutes", async () => {
  const { driver, changed, outside, pass } = await changedCluster({ logging: ["api"] });
  outside.before = ({ operation }) => {
    if (operation !== "updateClusterConfig") return;
    throw sdkError("InvalidParameterException", "Cluster is already at the desired configuration with logging", 400);
  };
  await driver.apply(changed, never());
  pass(120_000);
  await expect(driver.apply(changed, never())).rejects.toMatchObject({ code: "CLOUD_UPDATE_FAILED" });
});

test("an update of the same kind that somebody else has begun is waited for, and then ours is made", async () => {
  const here = await changedCluster({ logging: ["api"] });
  const { driver, changed, updates, outside, subject, config } = here;
  // It even asks for the same.
  await driver.apply({ ...subject, token: newToken(), config: config({ logging: ["api"] }) }, never());
  await here.notes.forget(subject.id.componentUid, 1);
  const [theirs = ""] = updates.keys();
  refuseFor(here, theirs);
  for (let attempt = 1; attempt <= 2; attempt++) {
    await expect(driver.apply(changed, never())).rejects.toMatchObject({ code: "CLOUD_BUSY" });
  }
  end(here, "Failed");
  outside.before = () => undefined;
  await driver.apply(changed, never());
  expect(updates.size).toBe(2);
  expect(await driver.observe(changed, look())).toMatchObject({ state: "changing" });
});

test.each([
  { what: "asks for something else", other: { params: [{ type: "Logging", value: '{"clusterLogging":[]}' }] } },
  { what: "began before", other: { createdAt: new Date(0) } },
])("an update that runs after a lost answer and $what is not taken for ours", async ({ other }) => {
  const here = await changedCluster({ logging: ["api"] });
  const { driver, changed, updates, outside, pass } = here;
  pass(1_000_000);
  outside.after = ({ operation }) => {
    if (operation === "updateClusterConfig") throw sdkError("TimeoutError", "socket hang up");
  };
  await expect(driver.apply(changed, never())).rejects.toMatchObject({ code: "CLOUD_UNREACHABLE" });
  const [[id = "", running] = []] = updates;
  updates.set(id, { status: "InProgress", type: "LoggingUpdate", ...running, ...other });
  outside.after = () => undefined;
  refuseFor(here, id);
  await expect(driver.apply({ ...changed, token: newToken() }, never())).rejects.toMatchObject({ code: "CLOUD_BUSY" });
});

/** A protected cluster whose deletion is asked for, and whose protection is about to be taken off. */
async function goingCluster() {
  const here = memoryCluster();
  const subject = here.ofConfig({ deletionProtection: "on" });
  await here.driver.apply(subject, never());
  const asked = removal(subject, "component");
  const remove = async () => await here.driver.remove(asked, never());
  const unprotected = () => {
    const [cluster] = here.clusters.values();
    here.clusters.set("main", { ...cluster, deletionProtection: false });
  };
  expect(await remove()).toBe("going");
  return { ...here, subject, remove, unprotected };
}

test("a cluster is deleted once the update that takes its protection off has ended", async () => {
  const here = await goingCluster();
  here.unprotected();
  expect(await here.remove()).toBe("going");
  expect(here.writes()).toEqual(["createCluster", "updateClusterConfig"]);
  end(here, "Successful");
  expect(await here.remove()).toBe("gone");
  expect(here.writes()).toEqual(["createCluster", "updateClusterConfig", "deleteCluster"]);
});

test("a protection that cannot be taken off is told, and tried again by the next deletion", async () => {
  const here = await goingCluster();
  end(here, "Failed", { errors: [{ errorCode: "AccessDenied", errorMessage: "no", resourceIds: null }] });
  await expect(here.remove()).rejects.toMatchObject({
    code: "CLOUD_UPDATE_FAILED",
    message: expect.stringContaining("DeletionProtectionUpdate failed: a role of it lacks a permission"),
  });
  expect(here.writes()).toEqual(["createCluster", "updateClusterConfig"]);
  expect(await here.driver.remove(removal(here.subject, "component"), never())).toBe("going");
  expect(here.writes()).toHaveLength(3);
});

test("a protection that is off and is shown late is waited for", async () => {
  const here = await goingCluster();
  end(here, "Successful");
  here.outside.before = ({ operation }) => {
    if (operation !== "updateClusterConfig") return;
    throw sdkError("InvalidParameterException", "Cluster is already at the desired configuration", 400);
  };
  expect(await here.remove()).toBe("going");
  here.pass(119_000);
  expect(await here.remove()).toBe("going");
  here.unprotected();
  expect(await here.remove()).toBe("gone");
});

test("a mode of authentication that is two away is reached in two updates of one intent", async () => {
  const here = memoryCluster();
  const { driver, clusters, ofConfig, config, pass } = here;
  const subject = ofConfig({ authenticationMode: "CONFIG_MAP" });
  await driver.apply(subject, never());
  const changed = { ...subject, token: newToken(), config: config({ authenticationMode: "API" }) };
  for (const authenticationMode of ["API_AND_CONFIG_MAP", "API"] as const) {
    await driver.apply(changed, never());
    end(here, "Successful");
    // A look that is older than the update asks for nothing more.
    await driver.apply(changed, never());
    const [cluster] = clusters.values();
    clusters.set("main", { ...cluster, accessConfig: { authenticationMode } });
    pass(120_000);
  }
  expect(await driver.observe(changed, look())).toMatchObject({ state: "ready" });
  const updates = here.sent.filter(({ operation }) => operation === "updateClusterConfig");
  expect(updates.map(({ input }) => input["accessConfig"])).toEqual([
    { authenticationMode: "API_AND_CONFIG_MAP" },
    { authenticationMode: "API" },
  ]);
});
