import { DescribeUpdateCommand, ListUpdatesCommand } from "@aws-sdk/client-eks";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rowWorld, type RowWorld } from "./row-world.ts";
import { setUp, wordsOf } from "./row-story.ts";

const LIMIT_MS = 120_000;
const TWO_DAYS_S = 2 * 86_400;

let world: RowWorld;
beforeAll(async () => void (world = await rowWorld()));
afterAll(async () => await world.close());

/** Has pods of the node group `general` resist, until they are forced. */
async function letPodsStay(environment: string): Promise<void> {
  await world.eks.fake.sim("POST", "/faults", {
    id: `eviction-${environment}`,
    match: { operation: "UpdateNodegroupVersion", resource: `*/${environment}/general` },
    action: { do: "override", override: { do: "fail", code: "PodEvictionFailure" } },
    times: "forever",
  });
}

async function lastUpdateOf(name: string) {
  const { updateIds = [] } = await world.eks.other.send(new ListUpdatesCommand({ name }));
  const found = updateIds.map(
    async (updateId) => await world.eks.other.send(new DescribeUpdateCommand({ name, updateId })),
  );
  const times = (await Promise.all(found)).map(({ update }) => update);
  return times.toSorted((one, other) => Number(one?.createdAt) - Number(other?.createdAt)).at(-1);
}

function sentTo(environment: string) {
  return world.sent.filter(
    ({ clusterName, nodegroupName }) => clusterName === environment && nodegroupName === "general",
  );
}

test(
  "19 eviction failure: pods that may not be moved away stop the upgrade and hold; nothing is forced until a person asks for it",
  async () => {
    const environment = "evict";
    await setUp(world, { environment, version: "1.34" });
    await letPodsStay(environment);
    await world.wish({ environment, release: "1.1.0", version: "1.35" });
    const stopped = await world.run(environment);
    expect(stopped).toMatchObject({ state: "Failed", reason: expect.stringContaining("PodEvictionFailure") });
    const hold = (await world.store.getEnvironment(environment, "lab"))?.hold;
    expect(hold?.choices.join("; ")).toContain("stuckPods: force");
    expect(sentTo(environment).map(({ force }) => force)).toEqual([undefined]);

    await world.wish({ environment, release: "1.2.0", version: "1.35", nodes: { stuckPods: "force" } });
    expect(await world.run(environment)).toMatchObject({ state: "Succeeded", kind: "upgrade" });
    expect(sentTo(environment).map(({ force }) => force)).toEqual([undefined, true]);
    expect(await wordsOf(world, environment)).toContain("nodegroup general 1.35");
  },
  LIMIT_MS,
);

test(
  "19 eviction failure: a node group that may be forced is tried without force first, and the others never are forced",
  async () => {
    const environment = "forced";
    const nodes = { stuckPods: "force" };
    await setUp(world, { environment, version: "1.34", nodes });
    await letPodsStay(environment);
    await world.wish({ environment, release: "1.1.0", version: "1.35", nodes });
    expect(await world.run(environment)).toMatchObject({ state: "Succeeded", kind: "upgrade" });
    expect(sentTo(environment).map(({ force }) => force)).toEqual([undefined, true]);
    const others = world.sent.filter(
      ({ clusterName, nodegroupName }) => clusterName === environment && nodegroupName !== "general",
    );
    expect(others.some(({ force }) => force !== undefined)).toBe(false);
  },
  LIMIT_MS,
);

test(
  "39 rollback: within seven days the control plane goes back by one minor where that is allowed, and its nodes never were newer",
  async () => {
    const environment = "back";
    const nodes = { version: "1.34" };
    const addons = { "kube-proxy": "v1.34.2-eksbuild.2" };
    await setUp(world, { environment, version: "1.34", nodes, addons });
    await world.wish({ environment, release: "1.1.0", version: "1.35", nodes, addons });
    expect(await world.run(environment)).toMatchObject({ state: "Succeeded" });
    await world.eks.fake.sim("POST", "/clock/advance", { seconds: TWO_DAYS_S });

    await world.wish({ environment, release: "1.2.0", version: "1.34", nodes, addons });
    const refused = await world.run(environment);
    expect(refused).toMatchObject({ state: "Not admitted", reason: expect.stringContaining("rollback: allow") });

    const cluster = { rollback: "allow" };
    await world.wish({ environment, release: "1.3.0", version: "1.34", nodes, addons, cluster });
    expect(await world.run(environment)).toMatchObject({ state: "Succeeded", kind: "upgrade" });
    const moves = (await wordsOf(world, environment)).filter((line) => !line.startsWith("addon"));
    expect(moves).toEqual(["cluster back 1.35", "cluster back 1.34"]);
    expect(await lastUpdateOf(environment)).toMatchObject({ type: "VersionRollback", status: "Successful" });
  },
  LIMIT_MS,
);

test(
  "39 rollback: on the eighth day EKS refuses it, and that is told",
  async () => {
    const environment = "late";
    const nodes = { version: "1.34" };
    const addons = { "kube-proxy": "v1.34.2-eksbuild.2" };
    await setUp(world, { environment, version: "1.34", nodes, addons });
    await world.wish({ environment, release: "1.1.0", version: "1.35", nodes, addons });
    expect(await world.run(environment)).toMatchObject({ state: "Succeeded" });
    await world.eks.fake.sim("POST", "/clock/advance", { seconds: 4 * TWO_DAYS_S });
    await world.wish({ environment, release: "1.2.0", version: "1.34", nodes, addons, cluster: { rollback: "allow" } });
    const refused = await world.run(environment);
    expect(refused).toMatchObject({ state: "Failed", reason: expect.stringContaining("within 7 days") });
    expect((await wordsOf(world, environment)).filter((line) => line.startsWith("cluster"))).toEqual([
      "cluster late 1.35",
    ]);
  },
  LIMIT_MS,
);
