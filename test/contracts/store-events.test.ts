import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectPostgres, many } from "../../adapters/store/connect-postgres.ts";
import { postgresStore } from "../../adapters/store/postgres-store.ts";
import type { EventView } from "../../adapters/store/views-port.ts";
import { SYSTEM, writeEvent } from "../../adapters/store/write-event.ts";
import { request, storeWorld, type StoreWorld } from "../setup/store-world.ts";

let world: StoreWorld;
beforeAll(async () => void (world = await storeWorld()), 60_000);
afterAll(async () => await world.close());

const sealAll = async () => {
  while ((await world.store.sealEvents()) > 0);
};
const drainLooks = async () =>
  await world.store.looksDelivered((await world.store.pendingLooks(1_000)).map(({ id }) => id));

test("a reader that pages by sequence number misses no event of writers that commit out of order", async () => {
  await sealAll();
  const from = await world.store.lastEventSeq();
  const read: EventView[] = [];
  let isWriting = true;
  const reader = (async () => {
    for (let isLast = false; ;) {
      isLast = !isWriting;
      await world.store.sealEvents();
      const afterSeq = read.at(-1)?.seq ?? from;
      const page = await world.store.readEvents({ afterSeq, limit: 7, project: "shop" });
      read.push(...page);
      if (isLast && page.length === 0) return;
    }
  })();
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    for (let turn = 0; turn < 10; turn += 1) {
      await world.postgres.transaction(async (rows) => {
        await writeEvent(rows, { type: "test.written", actor: SYSTEM, project: "shop", message: `${writer} ${turn}` });
        // Holds some transactions open while later ids are committed.
        await sql`select pg_sleep(${((writer * 7 + turn * 3) % 5) / 400})`.execute(rows);
      });
    }
  });
  await Promise.all(writers);
  isWriting = false;
  await reader;
  expect(read).toHaveLength(80);
  expect(new Set(read.map(({ message }) => message)).size).toBe(80);
  expect(read.map(({ seq }) => seq)).toEqual(Array.from({ length: 80 }, (_, place) => from + 1 + place));
});

test("sealEvents() by many at once leaves no gap and numbers nothing twice", async () => {
  await world.applyShop("sealed");
  await Promise.all(Array.from({ length: 6 }, async () => await world.store.sealEvents()));
  await sealAll();
  const rows = await many(world.postgres.rows, sql<{ seq: number }>`select seq from event order by seq`);
  expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, place) => place + 1));
});

test("the record of an environment tells its story in order", async () => {
  const uid = await world.bringUp("told");
  await sealAll();
  const events = await world.store.readEvents({ afterSeq: 0, limit: 100, environmentUid: uid });
  expect(events.map(({ type }) => type)).toEqual([
    "environment.created",
    "operation.requested",
    "operation.started",
    "operation.admitted",
    ...["database", "api", "web"].flatMap(() => ["component.started", "component.ready"]),
    "operation.succeeded",
  ]);
  expect(events[0]).toMatchObject({ actor: { kind: "person", name: "ada" }, environment: "told", project: "shop" });
  expect(events.find(({ type }) => type === "component.ready")).toMatchObject({
    component: "database",
    message: '"database" is ready',
  });
});

test("the record of a promotion holds its own events only, in order", async () => {
  const event = { actor: SYSTEM, project: "shop", type: "promotion.requested" };
  await world.postgres.transaction(async (rows) => {
    for (const [promotionId, message] of [
      ["pr-1", "first"],
      ["pr-2", "of another"],
      ["pr-1", "second"],
    ] as const)
      await writeEvent(rows, { ...event, promotionId, message });
  });
  await sealAll();
  const events = await world.store.readEvents({ afterSeq: 0, limit: 10, promotionId: "pr-1" });
  expect(events.map(({ message, promotionId }) => [message, promotionId])).toEqual([
    ["first", "pr-1"],
    ["second", "pr-1"],
  ]);
});

test("looks of one environment are delivered as one, and one that comes later is not taken for delivered", async () => {
  await drainLooks();
  await world.applyShop("looked-at");
  await world.applyShop("looked-at", { parameters: { greeting: "a" } });
  const uid = await world.uidOf("looked-at");
  const looks = await world.store.pendingLooks(10);
  expect(looks.map(({ target }) => target.id)).toEqual([uid]);
  await world.applyShop("looked-at", { parameters: { greeting: "b" } });
  await world.store.looksDelivered(looks.map(({ id }) => id));
  const later = await world.store.pendingLooks(10);
  expect(later).toHaveLength(1);
  await world.store.looksDelivered(later.map(({ id }) => id));
  await world.store.looksDelivered(later.map(({ id }) => id));
  expect(await world.store.pendingLooks(10)).toEqual([]);
});

test("lookAtAll() looks at every environment that is not gone", async () => {
  await drainLooks();
  const { items } = await world.store.listEnvironments({ limit: 500 });
  expect(await world.store.lookAtAll()).toBe(items.length);
  expect(await world.store.pendingLooks(500)).toHaveLength(items.length);
  await drainLooks();
});

test("onCommit() calls back after a commit, every second, and after the connection was lost", async () => {
  const postgres = connectPostgres(world.url, { poolMax: 1 });
  const listening = postgresStore(postgres);
  let calls = 0;
  const stop = await listening.onCommit(() => void (calls += 1));
  const before = calls;
  await world.applyShop("notified");
  await expect.poll(() => calls, { timeout: 900 }).toBeGreaterThan(before);
  await world.postgres.call(
    {
      name: "kill listener",
      text: "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'holdfast listener' and datname = current_database()",
    },
    [],
  );
  const lost = calls;
  await expect.poll(() => calls, { timeout: 5_000 }).toBeGreaterThan(lost + 1);
  await expect
    .poll(
      async () =>
        (
          await many(
            world.postgres.rows,
            sql`select from pg_stat_activity where application_name = 'holdfast listener' and datname = current_database()`,
          )
        ).length,
      { timeout: 5_000 },
    )
    .toBe(1);
  await stop();
  await listening.close();
});

test("a request that is refused leaves no event and no look", async () => {
  await drainLooks();
  await sealAll();
  const seq = await world.store.lastEventSeq();
  await expect(world.store.acceptCancel(request(), "op-none")).rejects.toMatchObject({ code: "NOT_FOUND" });
  await sealAll();
  expect([await world.store.lastEventSeq(), await world.store.pendingLooks(10)]).toEqual([seq, []]);
});
