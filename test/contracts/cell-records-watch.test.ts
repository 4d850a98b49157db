import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { many } from "../../adapters/store/connect-postgres.ts";
import { storeWorld, type StoreWorld } from "../setup/store-world.ts";

let world: StoreWorld;
beforeAll(async () => void (world = await storeWorld()), 60_000);
afterAll(async () => await world.close());

const eventsOf = async (uid: string, type: string) =>
  await many(
    world.postgres.rows,
    sql<{ message: string }>`select message from event where environment_uid = ${uid} and type = ${type} order by id`,
  );
const looksAt = async (uid: string) => {
  const looks = (await world.store.pendingLooks(1_000)).filter(({ target }) => target.id === uid);
  await world.store.looksDelivered(looks.map(({ id }) => id));
  return looks.length;
};

test("wake() marks the component lost, tells it once, looks once, and counts repeats", async () => {
  const uid = await world.bringUp("watched");
  const api = (await world.store.listComponents(uid)).find(({ name }) => name === "api");
  await looksAt(uid);
  const wake = { componentUid: api?.uid ?? "", incarnation: 1, reason: "exited", detail: "exit code 137" };
  await Promise.all([world.records.wake([wake]), world.records.wake([wake]), world.records.wake([wake])]);
  expect((await world.store.listComponents(uid)).find(({ name }) => name === "api")).toMatchObject({ phase: "Lost" });
  expect(await eventsOf(uid, "component.lost")).toEqual([{ message: '"api" exited: exit code 137' }]);
  expect(await looksAt(uid)).toBe(1);
  const counted = await many(
    world.postgres.rows,
    sql`select count from wake where component_uid = ${wake.componentUid}`,
  );
  expect(counted).toEqual([{ count: 3 }]);
  const watched = (await world.records.watched("local", ["service", "simulated"])).filter(
    ({ environmentUid }) => environmentUid === uid,
  );
  expect(watched.map(({ name }) => name).toSorted()).toEqual(["api", "database", "web"]);
  expect(await world.records.watched("local", ["service"])).toEqual([]);
  expect(await world.records.watched("other", ["simulated"])).toEqual([]);
  expect(await world.records.componentsOf(uid)).toEqual(watched.map(({ componentUid }) => componentUid));
});

test("wake() looks again when nobody has answered for five seconds, and when the answer did not help", async () => {
  const uid = await world.bringUp("unanswered");
  const [api] = await world.store.listComponents(uid);
  const wake = { componentUid: api?.uid ?? "", incarnation: 1, reason: "exited", detail: "d" };
  await world.records.wake([wake]);
  await looksAt(uid);
  await world.records.wake([wake]);
  expect(await looksAt(uid)).toBe(0);
  await sql`update wake set looked_at = now() - interval '6 seconds' where component_uid = ${wake.componentUid}`.execute(
    world.postgres.rows,
  );
  await world.records.wake([wake]);
  expect(await looksAt(uid)).toBe(1);
  const turn = await world.turn(uid, { api: "repair" });
  await turn.ready("api");
  await turn.end();
  await looksAt(uid);
  await world.records.wake([wake]);
  expect(await looksAt(uid)).toBe(1);
  // The same life was called dead twice: the second time counts, and backs off.
  expect(await world.next(uid)).toMatchObject({ do: "wait" });
});

test("lease() gives each component its own value, the same again, and says when none is free", async () => {
  await world.applyShop("leases");
  const turn = await world.turn(await world.uidOf("leases"));
  const candidates = [21_001, 21_002];
  const [first, second, third] = ["database", "api", "web"].map((component) => ({
    cell: "local",
    componentUid: turn.of(component).componentUid,
    purpose: "http",
    candidates,
  }));
  if (first === undefined || second === undefined || third === undefined) throw new Error("three leases");
  const given = await Promise.all([
    world.records.lease(first),
    world.records.lease(second),
    world.records.lease(first),
  ]);
  expect(new Set(given).size).toBe(2);
  expect(given[0]).toBe(given[2]);
  expect(await world.records.leased("local", second.componentUid, "http")).toBe(given[1]);
  await expect(world.records.lease(third)).rejects.toMatchObject({ code: "PORT_TAKEN" });
  expect(await world.records.lease({ ...third, cell: "other" })).toBe(21_001);
});

test("lease() gives many requests at once of few components what each has, also when nothing else is free", async () => {
  for (let round = 0; round < 20; round += 1) {
    const environment = `herd-${round}`;
    await world.applyShop(environment);
    const turn = await world.turn(await world.uidOf(environment));
    const uids = ["database", "api"].map((component) => turn.of(component).componentUid);
    const ask = (componentUid: string | undefined) =>
      world.records.lease({ cell: environment, componentUid: componentUid ?? "", purpose: "http", candidates: [1, 2] });
    const given = await Promise.all(Array.from({ length: 12 }, async (_, index) => await ask(uids[index % 2])));
    expect(new Set(given.filter((_, index) => index % 2 === 0)).size).toBe(1);
    expect(new Set(given).size).toBe(2);
  }
});
