import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Document } from "../../domain/schema/documents.ts";
import { CHANGED, driftWorld, type DriftWorld, JUDGE } from "../setup/drift-world.ts";
import { digestOf, request } from "../setup/store-world.ts";

let world: DriftWorld;
beforeAll(async () => void (world = await driftWorld()), 60_000);
afterAll(async () => await world.close());

const judge = async (limit = 100) => await world.store.judgeFindings((work) => JUDGE.finding(work, undefined), limit);

test("a finding shows where it is, what differs, and what is done about it", async () => {
  const uid = await world.bringUpWatched("shown", { class: "prod" });
  const id = await world.drift(uid, "web");
  const finding = await world.store.getFinding(id);
  expect(finding).toEqual({
    id,
    project: "shop",
    environment: "shown",
    environmentUid: uid,
    class: "prod",
    component: "web",
    kind: "simulated",
    status: "proposed",
    statusReason: expect.stringContaining(finding?.approvalId ?? "no approval"),
    approvalId: expect.stringMatching(/^ap-/),
    fields: [CHANGED],
    reaction: {
      reaction: "propose",
      fields: [{ path: CHANGED.path, reaction: "propose", rule: expect.any(String) as string }],
    },
    diffDigest: "changed",
    since: expect.any(Number) as number,
    lastSeenAt: expect.any(Number) as number,
    seenCount: 1,
    revertedAt: [],
  });
  expect(id).toMatch(/^fi-[a-z0-9]{16}$/);
  expect(await world.store.placeOf({ kind: "finding", id })).toMatchObject({ project: "shop" });
  expect(await world.store.getFinding("fi-aaaaaaaaaaaaaaaa")).toBeUndefined();
});

test("listFindings() answers open ones, newest first, and ended ones where they are asked for", async () => {
  const uid = await world.bringUpWatched("listed");
  const first = await world.drift(uid, "web");
  const second = await world.drift(uid, "api");
  const mine = { limit: 100, project: "shop", environment: "listed" };
  const ids = async (query: object = {}) =>
    (await world.store.listFindings({ ...mine, ...query })).items.map(({ id }) => id);
  expect(await ids()).toEqual([second, first]);
  expect(await ids({ component: "web" })).toEqual([first]);
  expect(await ids({ environment: "unlisted" })).toEqual([]);
  expect(await ids({ visible: [{ project: "shop", class: "prod" }] })).toEqual([]);
  expect(await ids({ visible: [{ project: "shop", environment: "listed" }] })).toEqual([second, first]);
  const page = await world.store.listFindings({ ...mine, limit: 1 });
  expect(page.items.map(({ id }) => id)).toEqual([second]);
  expect(await ids({ continue: page.continue })).toEqual([first]);
  await world.sweep([world.found(await world.target(uid, "web"), { fields: [], diffDigest: "" })]);
  expect(await ids()).toEqual([second]);
  expect(await ids({ statuses: ["resolved", "accepted"] })).toEqual([first]);
  expect(await world.store.getFinding(first)).toMatchObject({
    status: "resolved",
    endedAt: expect.any(Number) as number,
  });
});

test("nobody sees a finding that was not decided about: it may be ignored", async () => {
  const uid = await world.bringUpWatched("unjudged");
  await world.sweeps.record([world.found(await world.target(uid, "web"), { sweepId: "sw-open" })]);
  const [finding] = await world.findings(uid);
  expect(await world.store.getFinding(finding?.id ?? "")).toBeUndefined();
  expect((await world.store.listFindings({ limit: 100, environment: "unjudged" })).items).toEqual([]);
  expect(await world.store.getEnvironment("unjudged", "shop")).toMatchObject({ drift: { open: 0 } });
});

test("an environment shows how many findings are open", async () => {
  const uid = await world.bringUpWatched("counted");
  await world.drift(uid, "web");
  await world.drift(uid, "api");
  expect(await world.store.getEnvironment("counted", "shop")).toMatchObject({ phase: "Ready", drift: { open: 2 } });
  await world.sweep([world.found(await world.target(uid, "web"), { fields: [], diffDigest: "" })]);
  const { items } = await world.store.listEnvironments({ limit: 100 });
  expect(items.find((environment) => environment.uid === uid)?.drift).toEqual({ open: 1 });
});

test("judgeFindings() decides about what was seen outside of a sweep, environment by environment", async () => {
  const uids = [await world.bringUpWatched("watched-a"), await world.bringUpWatched("watched-b")];
  for (const uid of uids) await world.sweeps.record([world.found(await world.target(uid, "web"))]);
  expect(await judge(1)).toBe(1);
  expect(await judge()).toBe(1);
  expect(await judge()).toBe(0);
  for (const uid of uids) {
    expect(await world.findings(uid)).toMatchObject([{ status: "due" }]);
    expect(await world.driftEvents(uid)).toEqual(["drift.found", "drift.due"]);
  }
});

test("judgeFindings() decides again when a snooze is over, and not before", async () => {
  const uid = await world.bringUpWatched("slept", { class: "prod" });
  const findingId = await world.drift(uid, "web");
  const answer = { do: "snooze", until: Date.now() + 3_600_000, findingId, diffDigest: "changed", reason: "" } as const;
  await world.store.answerFinding(request(), answer);
  expect(await judge()).toBe(0);
  await world.drift(uid, "web");
  expect(await world.store.getFinding(findingId)).toMatchObject({ status: "snoozed", seenCount: 2 });
  await sql`update finding set snoozed_until = clock_timestamp(), judge_at = clock_timestamp() where id = ${findingId}`.execute(
    world.postgres.rows,
  );
  expect(await judge()).toBe(1);
  expect(await world.store.getFinding(findingId)).toMatchObject({ status: "proposed" });
  expect((await world.store.getFinding(findingId))?.snoozedUntil).toBeUndefined();
});

test("reactionGround() answers what the drift of a component is decided from", async () => {
  const onDrift = { components: { web: "revert" } } as const;
  await world.applyShop("ground", { class: "staging", onDrift });
  const ground = {
    project: "shop",
    environment: "ground",
    class: "staging",
    component: "web",
    kind: "simulated",
    ofEnvironment: onDrift,
    freezeWindows: [],
  };
  const uid = await world.uidOf("ground");
  await world.turn(uid);
  expect(await world.store.reactionGround("shop", "ground", "web")).toEqual(ground);
  const component = { kind: "simulated", config: {}, after: [], onDelete: "delete" as const };
  const documents: Document[] = [
    {
      apiVersion: "holdfast.dev/v1",
      kind: "Blueprint",
      metadata: { project: "shop", name: "shop", version: "2.0.0", labels: {} },
      spec: { parameters: {}, components: { web: { ...component, onDrift: "notify" } } },
    },
    {
      apiVersion: "holdfast.dev/v1",
      kind: "Release",
      metadata: { project: "shop", version: "2.0.0", labels: {} },
      spec: { blueprint: "shop@2.0.0", artifacts: {} },
    },
  ];
  await world.store.acceptApply(request(), {
    documents: documents.map((document) => ({ document, digest: digestOf(document.spec) })),
  });
  await world.applyShop("ground", { class: "staging", onDrift, release: "2.0.0" });
  expect(await world.store.reactionGround("shop", "ground", "web")).toEqual({ ...ground, ofComponent: "notify" });
  expect(await world.store.reactionGround("shop", "ground", "worker")).toBeUndefined();
});
