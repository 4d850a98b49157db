import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { first, many } from "../../adapters/store/connect-postgres.ts";
import type { SnapshotView } from "../../adapters/store/views-port.ts";
import type { ProjectDocument } from "../../domain/schema/documents.ts";
import { COMPONENTS, digestOf, request, shopApply, storeWorld, type StoreWorld } from "../setup/store-world.ts";

let world: StoreWorld;
beforeAll(async () => void (world = await storeWorld()), 60_000);
afterAll(async () => await world.close());

/** A snapshot that the deletion of an environment of this name has left; the operation still runs until `end`. */
async function snapshotOf(name: string) {
  const uid = await world.bringUp(name);
  await world.store.acceptDelete(request(), { project: "shop", environment: name, keep: false });
  const turn = await world.turn(uid, { database: "delete", api: "delete", web: "delete" });
  const id = `snap-${name}`;
  await world.records.snapshotTaken(turn.of("database"), { id, location: `at-${name}`, kind: "simulated" });
  const end = async () => {
    for (const component of ["web", "api", "database"]) {
      await world.records.open(turn.of(component));
      await world.records.gone(turn.of(component));
    }
    await turn.end();
  };
  return { id, end, operationId: turn.operationId };
}

/** A snapshot that nothing uses. */
async function leftBy(name: string): Promise<string> {
  const { id, end } = await snapshotOf(name);
  await end();
  return id;
}

async function restore(name: string, id: string) {
  const { documents } = shopApply(name);
  const restored = documents.map((item) => {
    if (item.document.kind !== "Environment") return item;
    const spec = { ...item.document.spec, restoreFrom: { database: id } };
    return { document: { ...item.document, spec }, digest: digestOf(spec) };
  });
  return await world.store.acceptApply(request(), { documents: restored });
}

const deletion = async (id: string, key?: string) => await world.store.acceptDeleteSnapshot(request(key, id), id);
const listed = async (id: string): Promise<SnapshotView | undefined> =>
  (await world.store.listSnapshots({ limit: 500 })).items.find((snapshot) => snapshot.id === id);
const marked = async (cell = "local") => (await world.records.snapshotsToDelete(cell)).map(({ id }) => id);
const eventsOf = async (id: string) =>
  await many(
    world.postgres.rows,
    sql<{
      type: string;
      environment: string;
      component: string;
    }>`select type, environment, component from event where data ->> 'snapshot' = ${id} order by id`,
  );

test("acceptDeleteSnapshot() marks it: it is listed as being deleted, and its cell finds it", async () => {
  const id = await leftBy("marked");
  expect(await listed(id)).toMatchObject({ phase: "Ready" });
  expect(await marked()).not.toContain(id);
  const answer = await deletion(id, "the key");
  expect(answer).toEqual({
    isReplay: false,
    results: [{ kind: "Snapshot", project: "shop", name: id, result: "deleting" }],
  });
  expect(await listed(id)).toMatchObject({ phase: "Deleting", environment: "marked", component: "database" });
  expect((await world.store.catalog(["shop"])).snapshots.map((snapshot) => snapshot.id)).not.toContain(id);
  const [doomed] = (await world.records.snapshotsToDelete("local")).filter((snapshot) => snapshot.id === id);
  expect(doomed).toEqual({ id, location: "at-marked", kind: "simulated" });
  expect(await marked("elsewhere")).toEqual([]);
  expect(await deletion(id, "the key")).toEqual({ ...answer, isReplay: true });
  const outcome = await first(
    world.postgres.rows,
    sql`select outcome from request_outcome join request on id = request_id where key = 'the key'`,
  );
  expect(outcome).toEqual({ outcome: "Succeeded" });
});

test("a second deletion joins the first, and one of what is gone answers deleted", async () => {
  const id = await leftBy("twice");
  await deletion(id);
  expect((await deletion(id)).results).toMatchObject([{ result: "deleting" }]);
  await world.records.snapshotDeleted(id);
  await world.records.snapshotDeleted(id);
  expect(await listed(id)).toBeUndefined();
  expect(await marked()).not.toContain(id);
  expect((await deletion(id)).results).toEqual([{ kind: "Snapshot", project: "shop", name: id, result: "deleted" }]);
  const place = { environment: "twice", component: "database" };
  expect(await eventsOf(id)).toEqual([
    { type: "snapshot.taken", ...place },
    { type: "snapshot.deleting", ...place },
    { type: "snapshot.deleted", ...place },
  ]);
});

test("acceptDeleteSnapshot() refuses what never was, and keeps nothing of the request", async () => {
  await expect(deletion("never", "refused")).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await first(world.postgres.rows, sql`select from request where key = 'refused'`)).toBeUndefined();
});

test("snapshotDeleted() leaves a snapshot that nobody asked to delete", async () => {
  const id = await leftBy("wanted");
  await world.records.snapshotDeleted(id);
  expect(await listed(id)).toMatchObject({ phase: "Ready" });
});

test("a snapshot that an environment names in restoreFrom cannot be deleted while it does", async () => {
  const id = await leftBy("source");
  await restore("restored", id);
  await expect(deletion(id)).rejects.toMatchObject({
    code: "RESOURCE_IN_USE",
    message: `snapshot "${id}" is used by environment restored, which names it in restoreFrom`,
  });
  const uid = await world.uidOf("restored");
  const turn = await world.turn(uid);
  await turn.end({ notStarted: COMPONENTS.map((name) => turn.of(name).componentUid) });
  await world.applyShop("restored");
  expect((await deletion(id)).results).toMatchObject([{ result: "deleting" }]);
});

test("a snapshot cannot be deleted while the operation that took it runs", async () => {
  const { id, end, operationId } = await snapshotOf("being-taken");
  await expect(deletion(id)).rejects.toMatchObject({
    code: "RESOURCE_IN_USE",
    details: { by: `operation ${operationId}` },
  });
  await end();
  expect((await deletion(id)).results).toMatchObject([{ result: "deleting" }]);
});

test("nothing can be restored from a snapshot that is being deleted or is gone", async () => {
  const id = await leftBy("late");
  await deletion(id);
  await expect(restore("too-late", id)).rejects.toMatchObject({ code: "SNAPSHOT_NOT_FOUND" });
  await world.records.snapshotDeleted(id);
  await expect(restore("too-late", id)).rejects.toMatchObject({ code: "SNAPSHOT_NOT_FOUND" });
  expect(await world.store.getEnvironment("too-late", "shop")).toBeUndefined();
});

test("of an apply and a deletion that meet, one is refused", async () => {
  for (let round = 1; round <= 8; round += 1) {
    const id = await leftBy(`race-${round}`);
    const both = await Promise.allSettled([restore(`raced-${round}`, id), deletion(id)]);
    const refused = both.filter((one) => one.status === "rejected").map(({ reason }) => String(reason.code));
    expect(refused).toEqual([expect.stringMatching(/^(SNAPSHOT_NOT_FOUND|RESOURCE_IN_USE)$/)]);
  }
});

test("a project is in use until its last snapshot is gone", async () => {
  const document: ProjectDocument = {
    apiVersion: "holdfast.dev/v1",
    kind: "Project",
    metadata: { name: "spare", labels: {} },
    spec: {},
  };
  await world.store.acceptApply(request(), { documents: [{ document, digest: "spare" }] });
  const id = await leftBy("last");
  await sql`update snapshot set project = 'spare' where id = ${id}`.execute(world.postgres.rows);
  await deletion(id);
  const target = { kind: "Project", project: "spare", name: "spare" } as const;
  await expect(world.store.acceptDeleteUnused(request(), target)).rejects.toMatchObject({
    code: "RESOURCE_IN_USE",
    message: `project "spare" is used by snapshot ${id}, which is being deleted`,
  });
  await world.records.snapshotDeleted(id);
  expect((await world.store.acceptDeleteUnused(request(), target)).results).toMatchObject([{ result: "deleted" }]);
});
