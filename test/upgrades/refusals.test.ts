import { afterAll, beforeAll, expect, test } from "vitest";
import { rowWorld, type RowWorld } from "./row-world.ts";
import { setInsight, setUp, truthOf, wordsOf } from "./row-story.ts";
import { movesOf } from "./upgrade-documents.ts";
import { wrongMoments } from "./watch-versions.ts";

const LIMIT_MS = 120_000;
const APIS_OF_35 = "Deprecated APIs removed in Kubernetes v1.35";
const APIS_OF_36 = "Deprecated APIs removed in Kubernetes v1.36";

let world: RowWorld;
beforeAll(async () => void (world = await rowWorld()));
afterAll(async () => await world.close());

/** What the event of a step that failed says. */
async function failureOf(environment: string) {
  while ((await world.store.sealEvents()) > 0);
  const of = { afterSeq: 0, limit: 1_000, environmentUid: await world.uidOf(environment) };
  return (await world.store.readEvents(of)).find(({ type }) => type === "upgrade.step-failed")?.data;
}

test(
  "17 blocking insight: it refuses an upgrade before anything has changed, and holds nothing else; mended, it goes on",
  async () => {
    const environment = "insight";
    await setUp(world, { environment, version: "1.34" });
    await setInsight(world, environment, [APIS_OF_35, "ERROR"]);
    await world.wish({ environment, release: "1.1.0", version: "1.35" });
    const refused = await world.run(environment);
    expect(refused).toMatchObject({
      state: "Not admitted",
      reason: expect.stringContaining("somebody uses what is gone"),
    });
    expect(refused.reason).toContain("mend it and ask again");
    expect(await movesOf(world.eks, environment)).toEqual([]);
    expect((await world.store.getEnvironment(environment, "lab"))?.hold).toBeUndefined();

    await setInsight(world, environment, [APIS_OF_35, "PASSING"]);
    await world.wish({ environment, release: "1.1.0", version: "1.35" });
    expect(await world.run(environment)).toMatchObject({ state: "Succeeded", kind: "upgrade" });
    expect(world.sent.filter(({ force }) => force !== undefined)).toEqual([]);
  },
  LIMIT_MS,
);

test(
  "17 blocking insight: about a later hop, it stops the upgrade in the middle, at a version that works, and holds; applied again it takes what is left",
  async () => {
    const environment = "middle";
    await setUp(world, { environment, version: "1.34" });
    await setInsight(world, environment, [APIS_OF_36, "ERROR"]);
    await world.wish({ environment, release: "1.1.0", version: "1.36" });
    const stopped = await world.run(environment);
    expect(stopped).toMatchObject({ state: "Failed", reason: expect.stringContaining("insight") });
    expect(stopped.upgradeSteps?.find(({ state }) => state === "Failed")?.phase).toBe("insights");
    expect(stopped.upgradeSteps?.some(({ state }) => state === "Not run")).toBe(true);
    const clusters = (await wordsOf(world, environment)).filter((line) => line.startsWith("cluster"));
    expect(clusters).toEqual(["cluster middle 1.35"]);
    expect(await failureOf(environment)).toMatchObject({ code: "UPGRADE_NOT_READY", phase: "insights" });
    const held = await world.store.getEnvironment(environment, "lab");
    expect(held?.hold?.reason).toContain("upgrade stopped in the middle");
    expect(held?.hold?.choices.join("; ")).toContain("acceptedInsights");

    const before = (await movesOf(world.eks, environment)).length;
    await setInsight(world, environment, [APIS_OF_36, "PASSING"]);
    await world.wish({ environment, release: "1.1.0", version: "1.36" });
    expect(await world.run(environment)).toMatchObject({ state: "Succeeded", kind: "upgrade" });
    expect((await wordsOf(world, environment)).slice(before)[0]).toBe("cluster middle 1.36");
    expect(await wrongMoments(await truthOf(world, environment))).toEqual([]);
  },
  LIMIT_MS,
);

test(
  "17 blocking insight: one that a person has accepted is passed over, and the control plane alone is forced past it",
  async () => {
    const environment = "accepted";
    await setUp(world, { environment, version: "1.34" });
    await setInsight(world, environment, [APIS_OF_35, "ERROR"]);
    const before = world.sent.length;
    const cluster = { acceptedInsights: [APIS_OF_35] };
    await world.wish({ environment, release: "1.1.0", version: "1.36", cluster });
    expect(await world.run(environment)).toMatchObject({ state: "Succeeded", kind: "upgrade" });
    const forced = world.sent.slice(before).filter(({ force }) => force !== undefined);
    expect(forced).toEqual([expect.objectContaining({ name: environment, version: "1.35", force: true })]);
  },
  LIMIT_MS,
);

test(
  "25 unsupported add-on version: it is found in planning, before anything has changed, and the versions to choose from are named",
  async () => {
    const environment = "unsupported";
    await setUp(world, { environment, version: "1.34" });
    const addons = { "kube-proxy": "v1.33.3-eksbuild.4" };
    await world.wish({ environment, release: "1.1.0", version: "1.35", addons });
    const refused = await world.run(environment);
    expect(refused.state).toBe("Not admitted");
    expect(refused.reason).toContain('version v1.33.3-eksbuild.4 of add-on "kube-proxy" is not for Kubernetes 1.35');
    expect(refused.reason).toMatch(/set its version to .*v1\.35/);
    expect(await movesOf(world.eks, environment)).toEqual([]);
  },
  LIMIT_MS,
);
