import { afterAll, beforeAll, expect, test } from "vitest";
import { rowWorld, type RowWorld } from "./row-world.ts";
import { linesOf, movesOf } from "./upgrade-documents.ts";
import { wrongMoments } from "./watch-versions.ts";

const LIMIT_MS = 120_000;

let world: RowWorld;
beforeAll(async () => void (world = await rowWorld()));
afterAll(async () => await world.close());

/** Sets up an environment with its cluster. */
async function setUp(environment: string, version: string): Promise<void> {
  await world.wish({ environment, release: "1.0.0", version });
  expect(await world.run(environment)).toMatchObject({ state: "Succeeded", kind: "provision" });
}

/** Moves of versions as words: `cluster 1.34`, `nodegroup general 1.34`. */
async function wordsOf(environment: string): Promise<readonly string[]> {
  return (await movesOf(world.eks, environment)).map(({ kind, name, to }) => `${kind} ${name} ${to}`);
}

async function truthOf(environment: string) {
  const lines = [
    ...(await linesOf(world.eks, environment, "effect")),
    ...(await linesOf(world.eks, environment, "transition")),
  ];
  return lines.toSorted((one, other) => one.seq - other.seq);
}

async function setInsight(environment: string, name: string, status: string): Promise<void> {
  await world.eks.fake.sim("POST", "/outofband", {
    operation: "SetInsight",
    input: { clusterName: environment, name, status, reason: "somebody uses what is gone" },
  });
}

test(
  "three minors: each hop moves the control plane, then nodes, then add-ons, and at no moment anything does not fit",
  async () => {
    const environment = "three";
    await setUp(environment, "1.33");
    await world.wish({ environment, release: "1.1.0", version: "1.36" });
    const ended = await world.run(environment);
    expect(ended).toMatchObject({ state: "Succeeded", kind: "upgrade" });
    expect(ended.upgradeSteps?.every(({ state }) => state === "Succeeded")).toBe(true);
    const moves = await wordsOf(environment);
    expect(moves.filter((line) => line.startsWith("cluster"))).toEqual([
      "cluster three 1.34",
      "cluster three 1.35",
      "cluster three 1.36",
    ]);
    for (const version of ["1.34", "1.35", "1.36"]) {
      const at = moves.indexOf(`cluster three ${version}`);
      const next = moves.findIndex((line, index) => index > at && line.startsWith("cluster"));
      const hop = moves.slice(at + 1, next < 0 ? undefined : next);
      expect(hop.slice(0, 2).toSorted()).toEqual([`nodegroup batch ${version}`, `nodegroup general ${version}`]);
      expect(hop.slice(2).every((line) => line.startsWith("addon"))).toBe(true);
    }
    expect(new Set(moves).size).toBe(moves.length);
    expect(await wrongMoments(await truthOf(environment))).toEqual([]);
    expect(await world.store.getEnvironment(environment, "lab")).toMatchObject({ phase: "Ready" });
  },
  LIMIT_MS,
);

test(
  "an insight that says no refuses an upgrade before anything has changed, and holds nothing; mended, it goes on",
  async () => {
    const environment = "insight";
    await setUp(environment, "1.34");
    await setInsight(environment, "Deprecated APIs removed in Kubernetes v1.35", "ERROR");
    await world.wish({ environment, release: "1.1.0", version: "1.35" });
    const refused = await world.run(environment);
    expect(refused).toMatchObject({
      state: "Not admitted",
      reason: expect.stringContaining("somebody uses what is gone"),
    });
    expect(refused.reason).toContain("mend it and ask again");
    expect(await movesOf(world.eks, environment)).toEqual([]);
    const held = await world.store.getEnvironment(environment, "lab");
    expect(held?.hold).toBeUndefined();

    await setInsight(environment, "Deprecated APIs removed in Kubernetes v1.35", "PASSING");
    await world.wish({ environment, release: "1.1.0", version: "1.35" });
    expect(await world.run(environment)).toMatchObject({ state: "Succeeded", kind: "upgrade" });
  },
  LIMIT_MS,
);

test(
  "an insight about a later hop stops the upgrade in the middle, at a version that works, and holds; applied again it takes what is left",
  async () => {
    const environment = "middle";
    await setUp(environment, "1.34");
    await setInsight(environment, "Deprecated APIs removed in Kubernetes v1.36", "ERROR");
    await world.wish({ environment, release: "1.1.0", version: "1.36" });
    const stopped = await world.run(environment);
    expect(stopped).toMatchObject({ state: "Failed", reason: expect.stringContaining("insight") });
    expect((await wordsOf(environment)).filter((line) => line.startsWith("cluster"))).toEqual(["cluster middle 1.35"]);
    const held = await world.store.getEnvironment(environment, "lab");
    expect(held?.hold?.reason).toContain("upgrade stopped in the middle");
    expect(stopped.upgradeSteps?.find(({ state }) => state === "Failed")?.phase).toBe("insights");
    expect(stopped.upgradeSteps?.some(({ state }) => state === "Not run")).toBe(true);

    const before = (await movesOf(world.eks, environment)).length;
    await setInsight(environment, "Deprecated APIs removed in Kubernetes v1.36", "PASSING");
    await world.wish({ environment, release: "1.1.0", version: "1.36" });
    const ended = await world.run(environment);
    expect(ended).toMatchObject({ state: "Succeeded", kind: "upgrade" });
    expect((await wordsOf(environment)).slice(before)[0]).toBe("cluster middle 1.36");
    expect(await wrongMoments(await truthOf(environment))).toEqual([]);
  },
  LIMIT_MS,
);

test(
  "a node group whose pods cannot be moved away fails its step and holds; nothing is forced",
  async () => {
    const environment = "evict";
    await setUp(environment, "1.34");
    await world.eks.fake.sim("POST", "/faults", {
      id: "eviction",
      match: { operation: "UpdateNodegroupVersion", resource: "*/evict/general" },
      action: { do: "override", override: { do: "fail", code: "PodEvictionFailure" } },
      times: 1,
    });
    await world.wish({ environment, release: "1.1.0", version: "1.35" });
    const stopped = await world.run(environment);
    expect(stopped).toMatchObject({ state: "Failed", reason: expect.stringContaining("PodEvictionFailure") });
    expect((await world.store.getEnvironment(environment, "lab"))?.hold?.choices[0]).toContain("apply again");

    await world.wish({ environment, release: "1.1.0", version: "1.35" });
    expect(await world.run(environment)).toMatchObject({ state: "Succeeded" });
    const again = (await wordsOf(environment)).filter((line) => line.startsWith("nodegroup general"));
    expect(again).toHaveLength(2);
    expect(JSON.stringify(await linesOf(world.eks, environment, "effect"))).not.toContain('"force":true');
  },
  LIMIT_MS,
);

test(
  "somebody else who moves the cluster further ends the operation, which changes nothing back; the next plan starts from what is there",
  async () => {
    const environment = "outside";
    await setUp(environment, "1.33");
    await world.wish({ environment, release: "1.1.0", version: "1.35" });
    let isMoved = false;
    world.hears = async (point) => {
      if (isMoved || point !== "before updateClusterVersion") return;
      isMoved = true;
      await world.eks.fake.sim("POST", "/outofband", {
        operation: "SetVersion",
        input: { cluster: environment, version: "1.35" },
      });
    };
    const ended = await world.run(environment);
    world.hears = async () => undefined;
    expect(ended.state).toBe("Failed");
    expect(await wordsOf(environment)).toEqual([]);
    await world.wish({ environment, release: "1.1.0", version: "1.35" });
    expect(await world.run(environment)).toMatchObject({ state: "Succeeded" });
    expect((await wordsOf(environment)).some((line) => line.startsWith("cluster"))).toBe(false);
  },
  LIMIT_MS,
);
