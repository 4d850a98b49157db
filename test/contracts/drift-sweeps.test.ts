import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { many } from "../../adapters/store/connect-postgres.ts";
import { countsOf, driftWorld, type DriftWorld, JUDGE, PLACE } from "../setup/drift-world.ts";
import { COMPONENTS, request } from "../setup/store-world.ts";

let world: DriftWorld;
beforeAll(async () => void (world = await driftWorld()), 60_000);
afterAll(async () => await world.close());

const NONE = { fields: [], diffDigest: "" };
const SUCCEEDED = { state: "succeeded", reason: "" } as const;

/** Events of a sweep, oldest first. */
const sweepEvents = async (id: string) =>
  await many(
    world.postgres.rows,
    sql<{ type: string; project: string }>`select type, project from event where data ->> 'sweep' = ${id} order by id`,
  );
/** Whether the environment's workflow is to look, since this was last asked. */
const isWoken = async (uid: string) => {
  const looks = await world.store.pendingLooks(1_000);
  await world.store.looksDelivered(looks.map(({ id }) => id));
  return looks.some(({ target }) => target.id === uid);
};

test("sweepPlaces() answers each place that has components once", async () => {
  const places = { "placed-a": "east", "placed-b": "west", "placed-c": "east" };
  for (const [name, region] of Object.entries(places))
    await world.bringUpWatched(name, { baseline: { account: "2", region } });
  const found = await world.store.sweepPlaces();
  expect(found.filter(({ account }) => account === "2")).toEqual([
    { cell: "local", account: "2", region: "east" },
    { cell: "local", account: "2", region: "west" },
  ]);
});

test("beginSweep() lets one sweep of a place run, and answers a repeat the same", async () => {
  const place = { ...PLACE, region: "one" };
  const begun = await world.store.beginSweep("sw-one", place);
  expect(begun).toMatchObject({ id: "sw-one", ...place, state: "running", reason: "", counts: { looked: 0 } });
  expect(begun?.endedAt).toBeUndefined();
  expect(await world.store.beginSweep("sw-one", place)).toEqual(begun);
  expect(await world.store.beginSweep("sw-two", place)).toBeUndefined();
  const ended = await world.store.endSweep("sw-one", { state: "partial", reason: "two could not be looked at" }, JUDGE);
  expect(ended).toMatchObject({ state: "partial", reason: "two could not be looked at" });
  expect(await world.store.beginSweep("sw-one", place)).toEqual(ended);
  expect(await world.store.beginSweep("sw-two", place)).toMatchObject({ id: "sw-two", state: "running" });
});

test("beginSweep() gives the place of a sweep that is silent for an hour to the next", async () => {
  const place = { ...PLACE, region: "silent" };
  await world.store.beginSweep("sw-silent", place);
  const age = async (what: "sweep" | "part") => {
    if (what === "part") await sql`update sweep_part set at = at - interval '2 hours'`.execute(world.postgres.rows);
    else
      await sql`update sweep set started_at = started_at - interval '2 hours' where id = 'sw-silent'`.execute(
        world.postgres.rows,
      );
  };
  await age("sweep");
  await world.sweeps.addCounts("sw-silent", 0, countsOf());
  expect(await world.store.beginSweep("sw-loud", place)).toBeUndefined();
  await age("part");
  expect(await world.store.beginSweep("sw-loud", place)).toMatchObject({ state: "running" });
  expect(await world.store.getSweep("sw-silent")).toMatchObject({
    state: "failed",
    reason: "it gave no sign of life for 1 hour",
  });
  expect(await sweepEvents("sw-silent")).toMatchObject([{ type: "sweep.failed" }]);
});

test.each([
  { name: "dev", change: { class: "dev" }, status: "due", events: ["drift.found", "drift.due"], woken: true },
  {
    name: "prod",
    change: { class: "prod" },
    status: "proposed",
    events: ["drift.found", "drift.proposed"],
    woken: false,
  },
  { name: "told", change: { class: "dev", onDrift: "notify" }, status: "open", events: ["drift.found"], woken: false },
] as const)("endSweep() decides about what it found in $name", async ({ name, change, status, events, woken }) => {
  const uid = await world.bringUpWatched(`decided-${name}`, change);
  await isWoken(uid);
  const id = await world.drift(uid, "web");
  expect(await world.store.getFinding(id)).toMatchObject({ status, component: "web" });
  expect(await world.driftEvents(uid)).toEqual(events);
  expect(await isWoken(uid)).toBe(woken);
});

test("endSweep() forgets what is ignored, and ends a finding that is ignored since", async () => {
  const uid = await world.bringUpWatched("ignored", { onDrift: "ignore" });
  await world.sweep([world.found(await world.target(uid, "web"))]);
  expect(await world.findings(uid)).toEqual([]);
  expect(await world.driftEvents(uid)).toEqual([]);
  const told = await world.bringUpWatched("ignored-later", { onDrift: "notify" });
  await world.drift(told, "web");
  await sql`update environment set document = jsonb_set(document::jsonb, '{spec,onDrift}', '"ignore"')::json where uid = ${told}`.execute(
    world.postgres.rows,
  );
  await world.sweep([world.found(await world.target(told, "web"))]);
  expect(await world.findings(told)).toMatchObject([{ status: "resolved", reason: "what differs still is ignored" }]);
});

test("a second end of a sweep changes nothing", async () => {
  const uid = await world.bringUpWatched("twice");
  const first = await world.sweep([world.found(await world.target(uid, "web"))], { sweepId: "sw-twice" });
  const events = await world.driftEvents(uid);
  expect(await world.store.endSweep("sw-twice", { state: "failed", reason: "late" }, JUDGE)).toEqual(first);
  expect(await world.driftEvents(uid)).toEqual(events);
});

test("a sweep that sees the same again says nothing more, and wakes nobody in vain", async () => {
  const uid = await world.bringUpWatched("again", { onDrift: "notify" });
  const id = await world.drift(uid, "web");
  await isWoken(uid);
  await world.drift(uid, "web");
  expect(await world.store.getFinding(id)).toMatchObject({ status: "open", seenCount: 2 });
  expect(await world.driftEvents(uid)).toEqual(["drift.found"]);
  expect(await isWoken(uid)).toBe(false);
  await world.drift(uid, "web", { diffDigest: "other" });
  expect(await world.store.getFinding(id)).toMatchObject({ diffDigest: "other", seenCount: 1 });
  expect(await world.driftEvents(uid)).toEqual(["drift.found", "drift.changed"]);
});

test("a brake holds everything that a sweep found, tells each project once, and lets go of what is as wanted again", async () => {
  const uids = [];
  for (const number of [1, 2, 3, 4]) uids.push(await world.bringUpWatched(`braked-${number}`));
  const targets = await Promise.all(
    uids.flatMap((uid) => COMPONENTS.map(async (component) => await world.target(uid, component))),
  );
  const [first] = targets;
  if (first === undefined) throw new Error("there are no targets");
  const found = targets.map((target) => world.found(target));
  const sweep = await world.sweep(found, { sweepId: "sw-braked", looked: 100 });
  expect(sweep).toMatchObject({ state: "succeeded", brake: expect.stringContaining("12 of 100 components") as string });
  expect(await sweepEvents("sw-braked")).toEqual([{ type: "sweep.braked", project: "shop" }]);
  for (const uid of uids) {
    expect((await world.findings(uid)).map(({ status }) => status)).toEqual(["held", "held", "held"]);
    expect(await world.driftEvents(uid)).toEqual([]);
    expect(await world.next(uid)).toMatchObject({ do: "wait" });
  }
  const again = await world.sweep(found, { sweepId: "sw-again", looked: 100 });
  expect([again.brake, await sweepEvents("sw-again")]).toEqual([undefined, []]);
  await world.sweep([world.found(first, NONE), ...found.slice(1, 3)]);
  const [of] = uids.filter((uid) => uid === first.environmentUid);
  expect((await world.findings(of ?? "")).map(({ status }) => status).toSorted()).toEqual(["held", "held", "resolved"]);
  expect(await world.driftEvents(of ?? "")).toEqual(["drift.resolved"]);
});

test("what is ignored is no reason for a brake, whatever there is of it, and a project with nothing else is not told of one", async () => {
  const quiet = [];
  for (const number of [1, 2, 3, 4]) quiet.push(await world.bringUpWatched(`quiet-${number}`, { onDrift: "ignore" }));
  const loud = await world.bringUpWatched("loud", { onDrift: { default: "ignore", components: { web: "revert" } } });
  const targetsOf = async (uid: string) =>
    await Promise.all(COMPONENTS.map(async (component) => await world.target(uid, component)));
  const found = (await Promise.all([...quiet, loud].map(targetsOf))).flat().map((target) => world.found(target));
  const sweep = await world.sweep(found, { sweepId: "sw-quiet", looked: 100 });
  expect(sweep).toMatchObject({ state: "succeeded", counts: { drifted: 15 } });
  expect([sweep.brake, await sweepEvents("sw-quiet")]).toEqual([undefined, []]);
  expect(await world.findings(loud)).toMatchObject([{ status: "due" }]);
  expect((await Promise.all(quiet.map(world.findings))).flat()).toEqual([]);
  const nothing = { ...JUDGE, brake: () => "nothing is put back" };
  await world.store.beginSweep("sw-nothing", PLACE);
  await world.sweeps.record(found.slice(0, 3).map((one) => ({ ...one, sweepId: "sw-nothing" })));
  await world.store.endSweep("sw-nothing", SUCCEEDED, nothing);
  expect(await sweepEvents("sw-nothing")).toEqual([{ type: "sweep.braked", project: "" }]);
});

test("what a sweep found that has never ended is decided about with the next one that sees it", async () => {
  const uid = await world.bringUpWatched("left");
  const target = await world.target(uid, "web");
  await world.sweeps.record([world.found(target, { sweepId: "sw-left" })]);
  expect(await world.store.judgeFindings((work) => JUDGE.finding(work, undefined), 10)).toBe(0);
  await world.sweep([world.found(target)]);
  expect(await world.findings(uid)).toMatchObject([{ status: "due", seen: 2 }]);
});

test("requestSweep() asks once for each place of the environments, and its sweep begins under the id that was given", async () => {
  const region = "asked";
  const uid = await world.bringUpWatched("asked", { baseline: { region } });
  const other = await world.bringUpWatched("asked-too", { baseline: { region } });
  const place = { ...PLACE, region };
  await world.store.beginSweep("sw-earlier", place);
  const { results } = await world.store.requestSweep(request(), [uid, other]);
  expect(results).toEqual([
    { kind: "Sweep", project: "", name: expect.stringMatching(/^sw-/) as string, result: "queued" },
  ]);
  const sweepId = results[0]?.name ?? "";
  expect((await world.store.requestSweep(request(), [other])).results).toEqual(results);
  expect(await world.store.getSweep(sweepId)).toBeUndefined();
  expect(await world.store.pendingSweeps()).toEqual([]);
  await world.store.endSweep("sw-earlier", SUCCEEDED, JUDGE);
  expect(await world.store.pendingSweeps()).toEqual([{ ...place, sweepId }]);
  const begun = await world.store.beginSweep("sw-by-schedule", place);
  expect(begun).toMatchObject({ id: sweepId, state: "running" });
  expect(await world.store.beginSweep("sw-by-schedule", place)).toEqual(begun);
  expect(await world.store.pendingSweeps()).toEqual([]);
  await world.store.endSweep(sweepId, SUCCEEDED, JUDGE);
  expect(await world.store.pendingSweeps()).toEqual([]);
  const [next] = (await world.store.requestSweep(request(), [uid])).results;
  expect(next?.name).not.toBe(sweepId);
});

test("requestSweep() answers nothing for environments of which no look is known", async () => {
  const uid = await world.bringUp("unwatched");
  expect(await world.store.requestSweep(request(), [uid])).toEqual({ results: [], isReplay: false });
});

test("listSweeps() answers the newest first, by pages, to whoever may see something of their place", async () => {
  const place = { ...PLACE, account: "3", region: "listed" };
  await world.bringUpWatched("listed", { baseline: place });
  for (const id of ["sw-l1", "sw-l2", "sw-l3"]) {
    await world.store.beginSweep(id, place);
    await world.sweeps.addCounts(id, 0, countsOf({ looked: 3 }));
    await world.store.endSweep(id, SUCCEEDED, JUDGE);
  }
  const page = await world.store.listSweeps({ limit: 2 });
  expect(page.items.map(({ id }) => id)).toEqual(["sw-l3", "sw-l2"]);
  expect(page.items[0]).toMatchObject({ ...place, state: "succeeded", counts: { looked: 3 } });
  const rest = await world.store.listSweeps({ limit: 1, continue: page.continue ?? "" });
  expect(rest.items.map(({ id }) => id)).toEqual(["sw-l1"]);
  expect((await world.store.listSweeps({ limit: 1, cell: "elsewhere" })).items).toEqual([]);
  const mine = [{ project: "shop", environment: "listed" }];
  expect((await world.store.listSweeps({ limit: 500, visible: mine })).items.map(({ id }) => id)).toEqual([
    "sw-l3",
    "sw-l2",
    "sw-l1",
  ]);
  expect((await world.store.listSweeps({ limit: 500, visible: [{ project: "bank" }] })).items).toEqual([]);
  expect(await world.store.getSweep("sw-l1", mine)).toMatchObject({ id: "sw-l1" });
  expect(await world.store.getSweep("sw-l1", [{ project: "bank" }])).toBeUndefined();
});

test.each([
  { brake: undefined, status: "due" },
  { brake: "too much differs", status: "held" },
])("the end of a sweep with the brake $brake decides about everything else where one decision fails", async (given) => {
  const name = `broken-${given.status}`;
  const [broken, fine] = [await world.bringUpWatched(name), await world.bringUpWatched(`fine-${given.status}`)];
  const found = await Promise.all([broken, fine].map(async (uid) => world.found(await world.target(uid, "web"))));
  const sweepId = `sw-${name}`;
  await world.store.beginSweep(sweepId, PLACE);
  await world.sweeps.record(found.map((one) => ({ ...one, sweepId })));
  const finding: typeof JUDGE.finding = (work, brake) => {
    if (work.environment === name) throw new Error("nobody can decide about it");
    return JUDGE.finding(work, brake);
  };
  expect(await world.store.endSweep(sweepId, SUCCEEDED, { brake: () => given.brake, finding })).toMatchObject({
    state: "partial",
    reason: "drift of 1 environment could not be decided about: nobody can decide about it",
  });
  expect(await world.findings(fine)).toMatchObject([{ status: given.status }]);
  await world.sweep(found.slice(0, 1));
  expect(await world.findings(broken)).toMatchObject([{ status: "due" }]);
});

test("what has ended 30 days ago is forgotten with the end of a sweep", async () => {
  const uid = await world.bringUpWatched("pruned", { class: "prod" });
  const old = await world.drift(uid, "web");
  await world.sweep([world.found(await world.target(uid, "web"), NONE)]);
  await world.drift(uid, "api");
  await world.sweep([world.found(await world.target(uid, "api"), NONE)]);
  const open = await world.drift(uid, "database");
  const { approvalId = "" } = (await world.store.getFinding(old)) ?? {};
  await sql`update finding set ended_at = ended_at - interval '31 days' where id = ${old}`.execute(world.postgres.rows);
  await sql`update finding set since = since - interval '31 days' where id = ${open}`.execute(world.postgres.rows);
  const { componentUid } = await world.target(uid, "web");
  await sql`insert into finding_revert (component_uid, diff_digest, operation_id, at) values
    (${componentUid}, 'changed', 'op-old', clock_timestamp() - interval '31 days'),
    (${componentUid}, 'changed', 'op-new', clock_timestamp() - interval '29 days')`.execute(world.postgres.rows);
  // People are asked about it still: that is ended first.
  await world.sweep([]);
  expect(await world.findings(uid)).toHaveLength(3);
  await sql`update approval set status = 'superseded' where finding_id = ${old}`.execute(world.postgres.rows);
  await world.sweep([]);
  expect((await world.findings(uid)).map(({ status }) => status)).toEqual(["resolved", "proposed"]);
  expect(await world.store.getApproval(approvalId)).toMatchObject({ drift: { findingId: old } });
  const kept = await many(
    world.postgres.rows,
    sql`select operation_id as id from finding_revert where component_uid = ${componentUid}`,
  );
  expect(kept).toEqual([{ id: "op-new" }]);
});
