import { afterAll, beforeAll, expect, test } from "vitest";
import { postgresSlackInbox } from "../../adapters/store/chat/postgres-slack-inbox.ts";
import { connectPostgres, type Postgres } from "../../adapters/store/connect-postgres.ts";
import type { SlackInbox } from "../../adapters/store/slack-inbox-port.ts";
import type { SlackItem } from "../../domain/schema/slack-item.ts";
import { jsonLog } from "../../api/http/log.ts";
import { closeSlackInbox } from "../../api/slack/close-inbox.ts";
import { migratedDatabase, type TestDatabase } from "../setup/postgres.ts";
import pg from "pg";

const ITEM: SlackItem = { kind: "event", team: "T1", type: "app_uninstalled" };
const waiting = (key: string, item = ITEM) => ({ key, item, state: "waiting" }) as const;

let database: TestDatabase;
let postgres: Postgres;
let inbox: SlackInbox;
beforeAll(async () => {
  database = await migratedDatabase();
  postgres = connectPostgres(database.url);
  inbox = postgresSlackInbox(postgres);
});
afterAll(async () => {
  await postgres.close();
  await database.drop();
});

test("what is sent again is the row that is there", async () => {
  const one = await inbox.receiveSlackItem(waiting("same"));
  const again = await inbox.receiveSlackItem(waiting("same", { ...ITEM, type: "another" }));
  expect(one.isNew).toBe(true);
  expect(again).toEqual({ ...one, isNew: false });
  expect((await inbox.openSlackItems(10)).filter(({ key }) => key === "same")).toEqual([
    { id: one.id, key: "same", item: ITEM, receivedAt: one.receivedAt, attempts: 0, isDue: true },
  ]);
});

test("of many that send the same at once one is new", async () => {
  const sent = Array.from({ length: 20 }, async () => await inbox.receiveSlackItem(waiting("race")));
  const received = await Promise.all(sent);
  expect(received.filter(({ isNew }) => isNew)).toHaveLength(1);
  expect(new Set(received.map(({ id }) => id)).size).toBe(1);
});

test("an outcome is recorded once, and its row is open no more", async () => {
  const { id } = await inbox.receiveSlackItem(waiting("ends"));
  expect(await inbox.beginSlackItem(id)).toBe(1);
  expect(await inbox.beginSlackItem(id)).toBe(2);
  await inbox.endSlackItem(id, "counted\0");
  await inbox.endSlackItem(id, "another");
  expect(await inbox.beginSlackItem(id)).toBe(0);
  expect((await inbox.openSlackItems(100)).map((one) => one.id)).not.toContain(id);
  const [row] = await postgres.call<{ outcome: string; state: string }>(
    { name: "outcome", text: "select outcome, state from slack_inbox where id = $1" },
    [id],
  );
  expect(row).toEqual({ outcome: "counted", state: "handled" });
});

test("what its receiver answers is nobody else's until it is released, or 10 s are over", async () => {
  const { id } = await inbox.receiveSlackItem({ key: "command", item: ITEM, state: "answering" });
  const isOpen = async () => (await inbox.openSlackItems(100)).some((one) => one.id === id);
  expect(await isOpen()).toBe(false);
  await inbox.releaseSlackItem(id);
  expect(await isOpen()).toBe(true);
  const stale = await inbox.receiveSlackItem({ key: "stale", item: ITEM, state: "answering" });
  await postgres.call(
    { name: "age", text: "update slack_inbox set received_at = received_at - interval '11 s' where id = $1" },
    [stale.id],
  );
  expect((await inbox.openSlackItems(100)).map((one) => one.id)).toContain(stale.id);
});

test("once an expiry has its lock, no row comes that was received before", async () => {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    await client.query("begin");
    await client.query("select pg_advisory_xact_lock(1751, 5)");
    let hasReceived = false;
    const receiving = inbox.receiveSlackItem(waiting("late")).finally(() => (hasReceived = true));
    await expect
      .poll(
        async () => (await client.query("select from pg_locks where locktype = 'advisory' and not granted")).rowCount,
      )
      .toBe(1);
    expect(hasReceived).toBe(false);
    const { rows } = await client.query<{ now: number }>("select epoch_ms(clock_timestamp()) as now");
    await client.query("commit");
    expect((await receiving).receivedAt).toBeGreaterThanOrEqual(Number(rows[0]?.now));
  } finally {
    await client.end();
  }
});

test("what is put off stays open, and is due again after its time", async () => {
  const { id } = await inbox.receiveSlackItem(waiting("put off"));
  const isDue = async () => (await inbox.openSlackItems(1_000)).find((one) => one.id === id)?.isDue;
  await inbox.postponeSlackItem(id, 60_000);
  expect(await isDue()).toBe(false);
  await inbox.postponeSlackItem(id, 0);
  expect(await isDue()).toBe(true);
  await inbox.endSlackItem(id, "done");
});

test("where a command could be answered is kept no longer than until it was, and all of it 30 days", async () => {
  const by = { team: "T1", user: "U1", home: "" };
  const item: SlackItem = { kind: "command", by, text: "help", responseUrl: "https://x/1" };
  const { id } = await inbox.receiveSlackItem({ key: "answered", item, state: "waiting" });
  await inbox.endSlackItem(id, "answered");
  const read = async () =>
    await postgres.call<{ payload: object }>(
      { name: "payload", text: "select payload from slack_inbox where id = $1" },
      [id],
    );
  expect(await read()).toMatchObject([{ payload: { text: "help", responseUrl: "" } }]);
  await inbox.forgetSlackItems(Date.now() - 60_000);
  expect(await read()).toHaveLength(1);
  const open = (await inbox.openSlackItems(1_000)).length;
  expect(await inbox.forgetSlackItems(Date.now() + 60_000)).toBeGreaterThan(0);
  expect(await read()).toEqual([]);
  expect(await inbox.openSlackItems(1_000)).toHaveLength(open);
});

test("where Slack is off, everything that is open is given up, also after the database was away", async () => {
  await inbox.receiveSlackItem(waiting("left"));
  await inbox.receiveSlackItem({ key: "left too", item: ITEM, state: "answering" });
  let isAway = true;
  const lines: string[] = [];
  const endOpenSlackItems = async (outcome: string) => {
    if (!isAway) return await inbox.endOpenSlackItems(outcome);
    isAway = false;
    throw new Error("away");
  };
  const log = jsonLog((line) => lines.push(line));
  await closeSlackInbox({ endOpenSlackItems }, { log, signal: new AbortController().signal });
  expect(await inbox.openSlackItems(1_000)).toEqual([]);
  expect(lines.join("")).toMatch(/goes on trying[^]*Slack is not configured/);
  const outcomes = await postgres.call<{ outcome: string }>(
    { name: "left", text: "select outcome from slack_inbox where key like 'left%'" },
    [],
  );
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(Array(2).fill("given up: Slack is not configured"));
});
