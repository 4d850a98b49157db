import { DescribeClusterCommand, UpdateClusterVersionCommand } from "@aws-sdk/client-eks";
import { expect } from "vitest";
import { eksAddonDriver } from "../../../activities/components/eks-addon/driver.ts";
import { loggingSetup } from "../../../domain/eks/cluster-changes.ts";
import { AT_ONCE } from "../../drivers/eks-world.ts";
import { underEngine } from "../engine.ts";
import { scenario } from "../scenario.ts";

scenario(
  "stale ACTIVE",
  async ({ wishes, spoil, fake, pass }) => {
    const cluster = wishes.cluster();
    await cluster.bring();
    const changed = cluster.asks({ logging: ["api"] });
    await changed.act();
    // The cluster shows that it is active, and what is wanted, all the time.
    await spoil("DescribeCluster", { do: "rewrite", path: "cluster.status", value: "ACTIVE" }, { times: "forever" });
    const wanted = { clusterLogging: [{ types: ["api"], enabled: true }] };
    await spoil("DescribeCluster", { do: "rewrite", path: "cluster.logging", value: wanted }, { times: "forever" });
    const ends = async () =>
      (await fake.log("kind=transition")).filter(({ operation }) => String(operation).startsWith("cluster update"));
    let looks = 0;
    for (; (await ends()).length === 0; looks++) {
      expect(await changed.look()).toMatchObject({ state: "changing" });
      await pass(5);
    }
    expect(looks).toBeGreaterThan(3);
    expect(await changed.look()).toMatchObject({ state: "ready" });
  },
  { clock: "manual", config: { ...AT_ONCE, lag: { ...AT_ONCE.lag, cluster: 10 } } },
);

scenario("failed update, ACTIVE cluster", async ({ wishes, spoil, effects, other }) => {
  const cluster = wishes.cluster();
  await cluster.bring();
  const moved = cluster.asks({ subnetIds: ["subnet-4", "subnet-5"] });
  const fail = { do: "fail", code: "IpNotAvailable", message: "no free address" };
  await spoil("UpdateClusterConfig", { do: "override", override: fail });
  const failed = {
    end: { state: "failed", code: "CLOUD_UPDATE_FAILED", reason: expect.stringContaining("too few free addresses") },
  };
  for (let time = 0; time < 3; time++) expect(await moved.bring()).toMatchObject(failed);
  expect(await effects("UpdateClusterConfig")).toBe(1);
  const { cluster: seen } = await other.send(new DescribeClusterCommand({ name: "main" }));
  expect(seen).toMatchObject({ status: "ACTIVE", resourcesVpcConfig: { subnetIds: ["subnet-1", "subnet-2"] } });
  // Another operation may try it again, in place.
  const again = moved.asks({});
  await again.act();
  expect(await again.bring()).toMatchObject({ end: { state: "ready" } });
  expect(await effects("UpdateClusterConfig")).toBe(2);
});

scenario(
  "hidden lock",
  async ({ wishes, spoil, calls, done }) => {
    const cluster = wishes.cluster();
    await cluster.bring();
    await spoil("DeleteCluster", { do: "lock", seconds: 900 });
    await cluster.takeAway();
    expect(await done()).toEqual(["CreateCluster", "DeleteCluster"]);
    const deletions = await calls("DeleteCluster");
    const refused = deletions.filter(({ outcome }) => outcome === "ResourceInUseException");
    expect(deletions.length).toBe(refused.length + 1);
    const waits = deletions.slice(1).map((line, at) => Number(line["simTime"]) - Number(deletions[at]?.["simTime"]));
    expect(waits.length).toBeGreaterThan(10);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(7_000);
  },
  { clock: "manual" },
);

scenario("two operations, one cluster", async ({ wishes, other, fake, done, until }) => {
  const cluster = wishes.cluster();
  await cluster.bring();
  const upgrade = async (): Promise<void> => {
    try {
      await other.send(new UpdateClusterVersionCommand({ name: "main", version: "1.36" }));
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "ResourceInUseException") throw error;
      await upgrade();
    }
  };
  const access = { endpointAccess: { public: false, private: true } };
  const changed = cluster.asks({ logging: ["api"], ...access });
  await changed.act();
  const [, end] = await Promise.all([upgrade(), changed.bring()]);
  await until("cluster main", "ACTIVE");
  // Whichever came first, the cluster has what was asked for, and one thing happened at a time.
  const upgraded = cluster.asks({ logging: ["api"], ...access, version: "1.36" });
  expect(await upgraded.bring()).toMatchObject({ end: { state: "ready" } });
  expect(["ready", "refused"]).toContain(end.end.state);
  expect((await done()).toSorted()).toEqual([
    "CreateCluster",
    "UpdateClusterConfig",
    "UpdateClusterConfig",
    "UpdateClusterVersion",
  ]);
  const { controlPlaneMutationsMax } = await fake.sim("GET", "/metrics");
  expect(Object.values(controlPlaneMutationsMax ?? {})).toEqual([1]);
});

scenario("mixed config change", async ({ wishes, effects, fake }) => {
  const cluster = wishes.cluster();
  await cluster.bring();
  const changed = cluster.asks({
    logging: ["api"],
    endpointAccess: { public: false, private: true },
    subnetIds: ["subnet-1", "subnet-3"],
  });
  expect(await changed.bring()).toMatchObject({ end: { state: "ready" } });
  expect(await effects("UpdateClusterConfig")).toBe(3);
  const lines = await fake.log("kind=effect,transition");
  const updates = lines.filter(({ operation }) => /^(UpdateClusterConfig|cluster update)/.test(String(operation)));
  expect(updates.map(({ kind }) => kind)).toEqual(Array(3).fill(["effect", "transition"]).flat());
  const { controlPlaneMutationsMax } = await fake.sim("GET", "/metrics");
  expect(Object.values(controlPlaneMutationsMax ?? {})).toEqual([1]);
});

scenario(
  "no-op config",
  async ({ wishes, outside, spoil, pass, calls }) => {
    const cluster = wishes.cluster();
    await cluster.bring();
    await pass(600);
    await outside("UpdateClusterConfig", { name: "main", logging: loggingSetup(["api"]) });
    await pass(300);
    const changed = cluster.asks({ logging: ["api"] });
    await spoil("DescribeCluster", { do: "stale", seconds: 500 });
    await changed.act();
    expect(await changed.bring()).toMatchObject({ end: { state: "ready" }, busy: 0 });
    expect((await calls("UpdateClusterConfig")).map(({ outcome }) => outcome)).toEqual(["InvalidParameterException"]);
  },
  { clock: "manual" },
);

scenario(
  "add-on update stuck",
  async ({ wishes, ports, pass, spoil, calls, keyOf, fake }) => {
    await wishes.cluster().bring();
    const config = { cluster: "main", name: "vpc-cni", version: "v1.20.4-eksbuild.2" };
    const addon = underEngine(eksAddonDriver(ports), { config, readyWithinMs: 200_000 }, pass);
    expect(await addon.settle()).toBe("done");
    await spoil("UpdateAddon", { do: "override", override: { do: "stick" } });
    addon.ask({ ...config, version: "v1.21.1-eksbuild.3" });
    expect(await addon.settle()).toBe("COMPONENT_NOT_READY_IN_TIME");
    expect(addon.engine.records.faults.at(-1)?.message).toContain('"main/vpc-cni" is UPDATING');
    // What another operation wants waits for it, and sends nothing meanwhile.
    addon.ask({ ...config, version: "v1.21.1-eksbuild.3", configuration: { env: { A: "b" } } });
    expect(await addon.settle()).toBe("COMPONENT_NOT_READY_IN_TIME");
    expect(await calls("UpdateAddon")).toHaveLength(1);
    await fake.sim("POST", `/resources/${encodeURIComponent(await keyOf("CreateAddon"))}/complete`, {});
    addon.ask({ ...config, version: "v1.21.1-eksbuild.3", configuration: { env: { A: "b" } } });
    expect(await addon.settle()).toBe("done");
    expect((await calls("UpdateAddon")).map(({ outcome }) => outcome)).toEqual(["new", "new"]);
  },
  { clock: "manual" },
);
