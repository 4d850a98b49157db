import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { many } from "../../adapters/store/connect-postgres.ts";
import { readyOf, storeWorld, type ShopTurn, type StoreWorld } from "../setup/store-world.ts";

let world: StoreWorld;
beforeAll(async () => void (world = await storeWorld()), 60_000);
afterAll(async () => await world.close());

let count = 0;
/** A turn in an environment of its own. */
async function newTurn(): Promise<{ readonly uid: string; readonly turn: ShopTurn; readonly name: string }> {
  const name = `cell-${(count += 1)}`;
  await world.applyShop(name);
  const uid = await world.uidOf(name);
  return { uid, name, turn: await world.turn(uid) };
}
const eventsOf = async (uid: string, type: string) =>
  await many(
    world.postgres.rows,
    sql<{ message: string }>`select message from event where environment_uid = ${uid} and type = ${type} order by id`,
  );
const effect = (token: string, change: object = {}) => ({
  token,
  incarnation: 1,
  call: "create",
  requestDigest: "d",
  ...change,
});
test("open() gives everything an attempt starts from, and the same start time to every attempt", async () => {
  const { uid, turn, name } = await newTurn();
  const [opened, again] = [await world.records.open(turn.of("api")), await world.records.open(turn.of("api"))];
  expect(again).toEqual(opened);
  expect(opened).toEqual({
    environmentUid: uid,
    project: "shop",
    environment: name,
    class: "dev",
    cell: "local",
    generation: 1,
    name: "api",
    kind: "simulated",
    action: "create",
    incarnation: 1,
    phase: "Running",
    spec: { artifact: "api", config: { size: "small" }, after: [] },
    facts: {
      environment: { name, project: "shop", class: "dev", cell: "local" },
      release: {
        version: "1.0.0",
        digest: expect.any(String),
        blueprint: "shop@1.0.0",
        artifacts: { api: { digest: `sha256:${"0".repeat(64)}` } },
      },
      parameters: { greeting: "Hello" },
    },
    artifactDigest: `sha256:${"0".repeat(64)}`,
    onDelete: "delete",
    expectedMs: 100,
    readyWithinMs: 60_000,
    startedAt: expect.any(Number),
    isCancelRequested: false,
    effects: {},
  });
  expect(await eventsOf(uid, "component.started")).toHaveLength(1);
});

test("a component shows the artifact that it runs, and not the one that it is to run", async () => {
  const { uid, turn } = await newTurn();
  const mine = turn.of("api");
  const runs = async () => (await world.store.listComponents(uid)).find(({ name }) => name === "api")?.artifactDigest;
  expect(await runs()).toBeUndefined();
  await turn.ready("api");
  expect(await runs()).toBe(`sha256:${"0".repeat(64)}`);
  const other = sql`update component set artifact_digest = 'sha256:other' where uid = ${mine.componentUid}`;
  await other.execute(world.postgres.rows);
  expect(await runs()).toBe(`sha256:${"0".repeat(64)}`);
  await world.records.raiseIncarnation(mine, { from: 1, reason: "replaced" });
  expect(await runs()).toBeUndefined();
});

test("intend() answers what is known of the first, and done() may be repeated", async () => {
  const { turn } = await newTurn();
  const mine = turn.of("api");
  await world.records.open(mine);
  expect(await world.records.intend(mine, effect("t1"))).toEqual({ state: "new" });
  expect(await world.records.intend(mine, effect("t1"))).toEqual({ state: "intended" });
  await world.records.done("t1");
  await world.records.done("t1");
  expect(await world.records.intend(mine, effect("t1"))).toEqual({ state: "done" });
  expect((await world.records.open(mine)).effects).toEqual({
    create: { state: "done", operationId: turn.operationId },
  });
});

test("intend() of one token by many at once is new once", async () => {
  const { turn } = await newTurn();
  const answers = await Promise.all(
    Array.from({ length: 8 }, async () => await world.records.intend(turn.of("api"), effect("raced"))),
  );
  expect(answers.filter(({ state }) => state === "new")).toHaveLength(1);
});

test("intend() refuses an earlier life, and every turn but the present one", async () => {
  const { turn } = await newTurn();
  const mine = turn.of("api");
  expect(await world.records.raiseIncarnation(mine, { from: 1, reason: "exit code 1" })).toBe(2);
  expect(await world.records.raiseIncarnation(mine, { from: 1, reason: "exit code 1" })).toBe(2);
  await expect(world.records.intend(mine, effect("old life"))).rejects.toMatchObject({ code: "FENCED" });
  await expect(world.records.intend({ ...mine, epoch: 7 }, effect("e", { incarnation: 2 }))).rejects.toMatchObject({
    code: "FENCED",
  });
  await expect(
    world.records.intend({ ...mine, operationId: "op-other" }, effect("o", { incarnation: 2 })),
  ).rejects.toMatchObject({ code: "FENCED" });
  expect(await world.records.intend(mine, effect("new life", { incarnation: 2 }))).toEqual({ state: "new" });
  expect(await world.records.open(mine)).toMatchObject({ incarnation: 2, incarnationOperationId: turn.operationId });
});

test("an intent that waits for the row of its component while the operation is recovered is refused", async () => {
  const { turn } = await newTurn();
  const mine = turn.of("api");
  await world.records.open(mine);
  const late = await world.postgres.transaction(async (rows) => {
    await sql`select from component where uid = ${mine.componentUid} for update`.execute(rows);
    const recovering = world.store.recoverOperation(turn.operationId, "dead");
    await expect
      .poll(
        async () =>
          (
            await many(
              world.postgres.rows,
              sql`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
            )
          ).length,
      )
      .toBe(1);
    const intent = world.records.intend(mine, effect("late")).catch((error: unknown) => error);
    await expect
      .poll(
        async () =>
          (
            await many(
              world.postgres.rows,
              sql`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
            )
          ).length,
      )
      .toBe(2);
    return { recovering, intent };
  });
  await late.recovering;
  expect(await late.intent).toMatchObject({ code: "FENCED" });
  expect(await many(world.postgres.rows, sql`select from effect where token = 'late'`)).toEqual([]);
});

test("raiseIncarnation() tells why the life before ended", async () => {
  const { uid, turn } = await newTurn();
  await world.records.raiseIncarnation(turn.of("web"), { from: 1, reason: "killed by signal 9" });
  expect(await eventsOf(uid, "component.replaced")).toEqual([
    { message: 'life 1 of "web" is over: killed by signal 9; life 2 begins' },
  ]);
  await expect(world.records.raiseIncarnation(turn.of("web"), { from: 4, reason: "no" })).rejects.toMatchObject({
    code: "FENCED",
  });
});

test("ready() records outputs, learns, closes the ledger, and a repeat writes nothing", async () => {
  const { uid, turn } = await newTurn();
  const mine = turn.of("database");
  await world.records.open(mine);
  await world.records.intend(mine, effect(`create ${uid}`));
  await world.records.progress(mine, "starting");
  expect((await world.store.listComponents(uid)).find(({ name }) => name === "database")).toMatchObject({
    progress: "starting",
    phase: "Running",
  });
  const outputs = [
    { name: "url", isSecret: false, value: { host: "h", port: 1 } },
    { name: "password", isSecret: true, keyedHash: "hash" },
  ] as const;
  const ready = readyOf("database", { outputs, tookMs: 12.5, call: "create", needs: ["network"] });
  await world.records.ready(mine, ready);
  await world.records.ready(mine, ready);
  expect(await eventsOf(uid, "component.ready")).toHaveLength(1);
  expect(await world.records.outputs(uid, ["database", "api", "none"])).toEqual({
    database: { componentUid: mine.componentUid, outputs },
  });
  expect((await world.store.listComponents(uid)).find(({ name }) => name === "database")).toMatchObject({
    phase: "Ready",
    progress: "",
    outputs: { url: { host: "h", port: 1 }, password: null },
    needs: ["network"],
  });
  expect(await world.records.intend(mine, effect(`create ${uid}`))).toEqual({ state: "done" });
  expect((await world.store.planBasis("shop", `cell-${count}`))?.expectedMs).toMatchObject({ database: 12.5 });
  expect(await world.records.open(mine)).toMatchObject({ inputDigest: "digest of database", phase: "Ready" });
});

test("learned durations keep the last twenty, and an attempt hears of the shortest change", async () => {
  for (let took = 1; took <= 22; took += 1) {
    const { turn } = await newTurn();
    await world.records.open(turn.of("web"));
    await world.records.ready(turn.of("web"), readyOf("web", { tookMs: took, call: "update" }));
  }
  const [row] = await many(
    world.postgres.rows,
    sql<{ samples: number[] }>`select samples from learned_duration where component = 'web' and call = 'update'`,
  );
  expect(row?.samples).toEqual(Array.from({ length: 20 }, (_, place) => 22 - place));
  const { turn } = await newTurn();
  expect(await world.records.open(turn.of("web"))).toMatchObject({ updateMs: 3 });
});

test("failed() shows the fault, with what PostgreSQL cannot hold taken out", async () => {
  const { uid, turn } = await newTurn();
  await world.records.open(turn.of("api"));
  await world.records.failed(turn.of("api"), {
    code: "COMPONENT_EXITED",
    message: "exit code 1\0",
    log: ["a\0b", "half \ud800 pair"],
  });
  expect((await world.store.listComponents(uid))[0]).toMatchObject({
    phase: "Failed",
    fault: { code: "COMPONENT_EXITED", message: "exit code 1", log: ["ab", "half \ufffd pair"] },
  });
  expect(await eventsOf(uid, "component.failed")).toEqual([{ message: '"api" failed: exit code 1' }]);
});

test("gone() frees leases and name, and a component of that name is another one", async () => {
  const { uid, turn, name } = await newTurn();
  await turn.ready("database", "api", "web");
  await turn.end();
  const before = turn.of("web").componentUid;
  const candidates = [20_001, 20_002];
  expect(await world.records.lease({ cell: "local", componentUid: before, purpose: "http", candidates })).toBe(20_001);
  await world.applyShop(name, { parameters: { greeting: "x" } });
  const second = await world.turn(uid, { web: "delete", api: "keep" });
  expect(await world.records.open(second.of("web"))).toMatchObject({ action: "delete", phase: "Deleting" });
  await world.records.gone(second.of("web"));
  await world.records.gone(second.of("web"));
  expect(await second.end()).toBe("Succeeded");
  expect(await world.records.leased("local", before, "http")).toBeUndefined();
  expect((await world.store.listComponents(uid)).map((component) => component.name)).toEqual(["api", "database"]);
  await world.applyShop(name, { parameters: { greeting: "y" } });
  const third = await world.turn(uid, { web: "create" });
  expect(third.of("web").componentUid).not.toBe(before);
});

test("snapshotTaken() keeps one row for one id", async () => {
  const { turn, name } = await newTurn();
  for (const _ of [1, 2])
    await world.records.snapshotTaken(turn.of("database"), { id: `snap-${name}`, location: "here", kind: "simulated" });
  const { items } = await world.store.listSnapshots({ limit: 100 });
  expect(items.filter(({ id }) => id === `snap-${name}`)).toMatchObject([{ environment: name, component: "database" }]);
});
