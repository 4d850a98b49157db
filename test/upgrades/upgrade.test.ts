import { afterAll, beforeAll, expect, test } from "vitest";
import { rowWorld, type RowWorld } from "./row-world.ts";
import { setUp, truthOf, wordsOf } from "./row-story.ts";
import { wrongMoments } from "./watch-versions.ts";

const LIMIT_MS = 120_000;

let world: RowWorld;
beforeAll(async () => void (world = await rowWorld()));
afterAll(async () => await world.close());

test(
  "16 two-minor upgrade: each hop moves the control plane, then nodes, then add-ons, and at no moment anything does not fit",
  async () => {
    const environment = "two";
    await setUp(world, { environment, version: "1.34" });
    await world.wish({ environment, release: "1.1.0", version: "1.36" });
    const ended = await world.run(environment);
    expect(ended).toMatchObject({ state: "Succeeded", kind: "upgrade" });
    expect(ended.upgradeSteps?.every(({ state }) => state === "Succeeded")).toBe(true);
    const moves = await wordsOf(world, environment);
    expect(moves.filter((line) => line.startsWith("cluster"))).toEqual(["cluster two 1.35", "cluster two 1.36"]);
    for (const version of ["1.35", "1.36"]) {
      const asked = ended.upgradeSteps?.findIndex(({ phase, to }) => phase === "insights" && to === version) ?? -1;
      expect(ended.upgradeSteps?.[asked + 1]?.phase).toMatch(/add-ons-before|control-plane/);
      const at = moves.indexOf(`cluster two ${version}`);
      const next = moves.findIndex((line, index) => index > at && line.startsWith("cluster"));
      const hop = moves.slice(at + 1, next < 0 ? undefined : next);
      expect(hop.slice(0, 2).toSorted()).toEqual([`nodegroup batch ${version}`, `nodegroup general ${version}`]);
      expect(hop.slice(2).every((line) => line.startsWith("addon"))).toBe(true);
    }
    expect(new Set(moves).size).toBe(moves.length);
    expect(await wrongMoments(await truthOf(world, environment))).toEqual([]);
    expect(await world.store.getEnvironment(environment, "lab")).toMatchObject({ phase: "Ready" });
  },
  LIMIT_MS,
);

test(
  "18 skew limit: a node group that is as far behind as it may be comes up first, then the control plane moves",
  async () => {
    const environment = "skew";
    await setUp(world, { environment, version: "1.33" });
    await world.eks.fake.sim("PUT", "/config", { skewMode: "strict" });
    await world.eks.fake.sim("POST", "/outofband", {
      operation: "SetVersion",
      input: { cluster: environment, version: "1.34" },
    });
    await world.wish({ environment, release: "1.1.0", version: "1.35" });
    const ended = await world.run(environment);
    expect(ended).toMatchObject({ state: "Succeeded", kind: "upgrade" });
    const moves = await wordsOf(world, environment);
    expect(moves.slice(0, 2).toSorted()).toEqual(["nodegroup batch 1.34", "nodegroup general 1.34"]);
    expect(moves.filter((line) => line.startsWith("cluster"))).toEqual(["cluster skew 1.35"]);
    expect(
      moves
        .filter((line) => line.startsWith("nodegroup"))
        .slice(2)
        .toSorted(),
    ).toEqual(["nodegroup batch 1.35", "nodegroup general 1.35"]);
    await world.eks.fake.sim("PUT", "/config", { skewMode: "skew" });
  },
  LIMIT_MS,
);

test(
  "40 out-of-band upgrade: somebody else who moves the cluster further ends the operation, which changes nothing back; the next plan starts from what is there",
  async () => {
    const environment = "outside";
    await setUp(world, { environment, version: "1.33" });
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
    expect(await wordsOf(world, environment)).toEqual([]);
    await world.wish({ environment, release: "1.1.0", version: "1.35" });
    expect(await world.run(environment)).toMatchObject({ state: "Succeeded" });
    expect((await wordsOf(world, environment)).some((line) => line.startsWith("cluster"))).toBe(false);
  },
  LIMIT_MS,
);
