import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { baselineOf, CHANGED, countsOf, driftWorld, PLACE, type DriftWorld } from "../setup/drift-world.ts";
import { COMPONENTS, readyOf, request, type ShopTurn } from "../setup/store-world.ts";
import { sweepRecordsContract } from "./sweep-records.ts";

let world: DriftWorld;
beforeAll(async () => void (world = await driftWorld()), 60_000);
afterAll(async () => await world.close());

const NONE = { fields: [], diffDigest: "" };
const OTHER = { fields: [{ ...CHANGED, seen: "huge" }], diffDigest: "other" };
/** As if its finding had been decided about. */
const told = async (uid: string, status = "open") =>
  await sql`update finding set judged_digest = diff_digest, status = ${status} where environment_uid = ${uid}`.execute(
    world.postgres.rows,
  );

let places = 0;
sweepRecordsContract("PostgreSQL", async () => {
  places += 1;
  const name = `place-${places}`;
  const place = { ...PLACE, region: name };
  const uid = await world.bringUpWatched(name, { baseline: place });
  let turn: ShopTurn | undefined;
  return {
    records: world.sweeps,
    place,
    async startWork() {
      await world.applyShop(name, { parameters: { greeting: "Hi" } });
      turn = await world.turn(uid, {});
    },
    endWork: async () => void (await turn?.end()),
  };
});

test("targets() answers the components of a place by uid, page by page", async () => {
  const uid = await world.bringUpWatched("paged", { baseline: { region: "paged" } });
  const page = { ...PLACE, region: "paged", limit: 2 };
  const first = await world.sweeps.targets(page);
  const last = await world.sweeps.targets({ ...page, after: first[1]?.componentUid ?? "" });
  const uids = [...first, ...last].map(({ componentUid }) => componentUid);
  expect(uids).toEqual((await world.store.listComponents(uid)).map((component) => component.uid).toSorted());
  expect(first[0]).toMatchObject({ environmentUid: uid, kind: "simulated", incarnation: 1, epoch: 1, isBusy: false });
  expect(first[0]).toMatchObject({ version: 1, mustLearn: false, hasFinding: false, secretPaths: [] });
  expect(await world.sweeps.targets({ ...page, upTo: uids[0] ?? "" })).toHaveLength(1);
  expect(await world.sweeps.targets({ ...page, kinds: ["service"] })).toEqual([]);
  expect(await world.sweeps.targets({ ...page, cell: "other" })).toEqual([]);
});

test("targets() marks what is not to be looked at: work waits or runs, the environment sleeps, the component is not ready", async () => {
  const uid = await world.bringUpWatched("busy");
  const [api] = await world.store.listComponents(uid);
  await world.applyShop("busy", { parameters: { greeting: "Hi" } });
  expect(await world.target(uid, "web")).toMatchObject({ isBusy: true });
  const turn = await world.turn(uid, { web: "update" });
  expect(await world.target(uid, "api")).toMatchObject({ isBusy: true, epoch: 2 });
  await turn.ready("web");
  await turn.end();
  expect(await world.target(uid, "api")).toMatchObject({ isBusy: false });
  await world.records.wake([{ componentUid: api?.uid ?? "", incarnation: 1, reason: "exited", detail: "d" }]);
  expect(await world.target(uid, "api")).toMatchObject({ isBusy: true });
  expect(await world.target(uid, "database")).toMatchObject({ isBusy: false });
  await world.store.acceptSuspend(request(), { project: "shop", environment: "busy", to: "suspended" });
  expect(await world.target(uid, "database")).toMatchObject({ isBusy: true });
});

test("baselines() answers what components are to look like", async () => {
  const uid = await world.bringUpWatched("wanted");
  const { componentUid } = await world.target(uid, "api");
  const found = await world.sweeps.baselines([componentUid, uid]);
  const { learned, fields } = baselineOf("api");
  const componentUids = (await world.store.listComponents(uid)).map((component) => component.uid).toSorted();
  expect([...found]).toEqual([[componentUid, { fields, learned, version: 1, project: "shop", componentUids }]]);
});

test("record() opens one finding, counts the same difference, and lets another one take its place", async () => {
  const uid = await world.bringUpWatched("counted");
  const target = await world.target(uid, "api");
  expect(await world.sweeps.record([world.found(target)])).toEqual({ recorded: 1, stale: 0, accepted: 0 });
  await told(uid);
  await world.sweeps.record([world.found(target, { sweepId: "sw-1" })]);
  await world.sweeps.record([world.found(target, { sweepId: "sw-1" })]);
  expect(await world.findings(uid)).toMatchObject([{ status: "open", digest: "changed", seen: 2 }]);
  expect(await world.target(uid, "api")).toMatchObject({ hasFinding: true });
  await world.sweeps.record([world.found(target, OTHER)]);
  expect(await world.findings(uid)).toMatchObject([{ digest: "other", seen: 1 }]);
});

test("record() ends a finding when its component is as wanted again, and forgets one that nobody was told of", async () => {
  const uid = await world.bringUpWatched("mended");
  const target = await world.target(uid, "api");
  const unheard = await world.target(uid, "web");
  await world.sweeps.record([world.found(target)]);
  await told(uid);
  await world.sweeps.record([world.found(unheard)]);
  await world.sweeps.record([world.found(target, NONE), world.found(unheard, NONE)]);
  expect(await world.findings(uid)).toMatchObject([{ status: "resolved", reason: "it is as wanted again" }]);
  expect(await world.driftEvents(uid)).toEqual(["drift.resolved"]);
  await world.sweeps.record([world.found(target)]);
  expect(await world.findings(uid)).toMatchObject([{ status: "resolved" }, { status: "open", seen: 1 }]);
});

test("record() and learn() drop a look that the environment has moved on from", async () => {
  const uid = await world.bringUpWatched("moved");
  const before = await world.target(uid, "api");
  const learned = {
    ...before,
    baseline: { fields: { "config.zone": "c" }, learned: ["config.zone"], hash: "c", secretPaths: [], version: 2 },
  };
  await world.applyShop("moved", { parameters: { greeting: "Hi" } });
  const turn = await world.turn(uid, { web: "update" });
  const during = await world.target(uid, "api");
  expect(await world.sweeps.record([world.found(during), world.found(before)])).toMatchObject({ stale: 2 });
  await world.changeIn(turn, "web");
  await turn.end();
  expect(await world.sweeps.record([world.found(before)])).toMatchObject({ stale: 1 });
  await world.sweeps.learn([learned]);
  expect(await world.target(uid, "api")).toMatchObject({ hash: "hash of api", version: 1, mustLearn: true });
  const after = await world.target(uid, "api");
  expect(await world.sweeps.record([world.found(after, { incarnation: 2 })])).toMatchObject({ stale: 1 });
  expect(await world.findings(uid)).toEqual([]);
  await world.sweeps.learn([{ ...learned, epoch: after.epoch }]);
  expect(await world.target(uid, "api")).toMatchObject({ hash: "c", version: 2, mustLearn: false });
  expect((await world.sweeps.baselines([after.componentUid])).get(after.componentUid)).toMatchObject({
    fields: { "config.zone": "c" },
  });
});

test("record() drops what is seen in an environment that sleeps, and of a component that is not ready", async () => {
  const uid = await world.bringUpWatched("asleep");
  const target = await world.target(uid, "api");
  await world.records.wake([{ ...target, reason: "exited", detail: "d" }]);
  expect(await world.sweeps.record([world.found(target)])).toMatchObject({ stale: 1 });
  await world.store.acceptSuspend(request(), { project: "shop", environment: "asleep", to: "suspended" });
  expect(await world.sweeps.record([world.found(await world.target(uid, "web"))])).toMatchObject({ stale: 1 });
});

test("looks of many environments are recorded at once from several sides", async () => {
  const names = ["crowd-a", "crowd-b", "crowd-c"];
  const uids = await Promise.all(names.map(async (name) => await world.bringUpWatched(name)));
  const targets = await Promise.all(
    uids.flatMap((uid) => COMPONENTS.map(async (component) => await world.target(uid, component))),
  );
  const found = targets.map((target) => world.found(target, { sweepId: "sw-crowd" }));
  const sides = [found, found.toReversed(), found, found.toReversed()];
  const answers = await Promise.all(sides.map(async (side) => await world.sweeps.record(side)));
  expect(answers).toEqual(answers.map(() => ({ recorded: 9, stale: 0, accepted: 0 })));
  for (const uid of uids) expect(await world.findings(uid)).toMatchObject([{ seen: 1 }, { seen: 1 }, { seen: 1 }]);
});

test("a component that becomes ready as another one ends its finding, and so does a new life", async () => {
  const uid = await world.bringUpWatched("changed");
  for (const component of COMPONENTS)
    await world.sweeps.record([world.found(await world.target(uid, component), { sweepId: "sw-1" })]);
  await told(uid, "due");
  await world.applyShop("changed", { parameters: { greeting: "Hi" } });
  const turn = await world.turn(uid, { database: "update", api: "update", web: "replace" });
  for (const component of ["database", "api"]) await world.records.open(turn.of(component));
  await world.records.ready(turn.of("api"), readyOf("api", { baseline: baselineOf("api", { hash: "another" }) }));
  await world.records.ready(turn.of("database"), readyOf("database", { baseline: baselineOf("database") }));
  await world.records.open(turn.of("web"));
  await world.records.raiseIncarnation(turn.of("web"), { from: 1, reason: "replaced" });
  const byStatus = (await world.findings(uid)).map(({ status, reason }) => `${status}: ${reason}`).toSorted();
  expect(byStatus).toEqual(["due: ", "outdated: its life is over", "outdated: what is wanted of it has changed"]);
  await world.records.ready(turn.of("web"), readyOf("web", { incarnation: 2 }));
  await turn.end();
  await expect(world.target(uid, "web")).rejects.toThrow("is not in");
});

test("addCounts() counts a part once", async () => {
  await world.store.beginSweep("sw-parts", PLACE);
  const counts = countsOf({ looked: 3, clean: 2, drifted: 1, busy: 1, calls: 4 });
  await world.sweeps.addCounts("sw-parts", 1, counts);
  await world.sweeps.addCounts("sw-parts", 1, { ...counts, looked: 30 });
  await world.sweeps.addCounts("sw-parts", 2, counts);
  const { items } = await world.store.listSweeps({ limit: 10 });
  expect(items).toMatchObject([{ id: "sw-parts", counts: { looked: 6, clean: 4, drifted: 2, busy: 2, calls: 8 } }]);
});
