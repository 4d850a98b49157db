import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { DeliveryView } from "../../adapters/store/notifications-port.ts";
import { connectPostgres } from "../../adapters/store/connect-postgres.ts";
import type { Listed } from "../../adapters/store/views-port.ts";
import { type ApiProcess, startApi } from "../api/start-api.ts";
import { migratedDatabase, type TestDatabase } from "../setup/postgres.ts";
import { until, SECRETS } from "./notify-world.ts";
import { hang, type Receiver, startReceiver } from "./receiver.ts";

let database: TestDatabase;
let receiver: Receiver;
let stateDir: string;
let api: ApiProcess;

// Promotions can not run without Temporal; what is applied is an event all the same.
const start = async () => await startApi({ databaseUrl: database.url, temporalAddress: "127.0.0.1:1", stateDir });

beforeEach(async () => {
  database = await migratedDatabase();
  stateDir = await mkdtemp(join(tmpdir(), "holdfast-notify-"));
  receiver = await startReceiver(SECRETS);
  api = await start();
});

afterEach(async () => {
  await api.stop();
  await receiver.close();
  await database.drop();
  await rm(stateDir, { recursive: true, force: true });
});

const PROJECT = { apiVersion: "holdfast.dev/v1", kind: "Project", metadata: { name: "shop" }, spec: {} };

async function send(method: "POST" | "PUT", path: string, body: unknown): Promise<void> {
  const headers = { "content-type": "application/json" };
  const answer = await api.send(path, { method, body: JSON.stringify(body), headers });
  if (!answer.ok) throw new Error(`${method} ${path} was answered with ${answer.status}: ${await answer.text()}`);
}

const deliveries = async () =>
  ((await (await api.send("/v1/deliveries")).json()) as Listed<DeliveryView>).items.toReversed();

test("what was on its way when the API was killed arrives from the next one, with the same id, and nothing is lost", async () => {
  await send("POST", "/v1/apply", PROJECT);
  await send("PUT", "/v1/secrets/shop/signing", { value: SECRETS.signing });
  const subscription = {
    apiVersion: "holdfast.dev/v1",
    kind: "Subscription",
    metadata: { project: "shop", name: "hooks" },
    spec: { events: ["project.*"], webhook: { url: receiver.url, secret: "signing" } },
  };
  await send("POST", "/v1/apply", subscription);
  const change = async (description: string) => await send("POST", "/v1/apply", { ...PROJECT, spec: { description } });
  receiver.answers.push(hang);
  await change("first");
  await until("the first is on its way", () => receiver.calls.length === 1);
  // Accepted, and not even made into deliveries, perhaps.
  await change("second");
  await api.kill();
  await letLeasesRunOut();
  api = await start();
  await change("third");
  await until("the others have arrived", () => new Set(receiver.calls.map(({ id }) => id)).size === 3);
  await until("all are delivered", async () => (await deliveries()).every(({ state }) => state === "delivered"));
  expect(Object.values(receiver.counts()).toSorted((one, other) => one - other)).toEqual([1, 1, 2]);
  expect(receiver.calls.every(({ signedBy }) => signedBy.includes("signing"))).toBe(true);
  expect((await deliveries()).map(({ state }) => state)).toEqual(["delivered", "delivered", "delivered"]);
});

/** What a killed process had claimed may be claimed again after its lease: that time is taken to have passed. */
async function letLeasesRunOut(): Promise<void> {
  const postgres = connectPostgres(database.url, { poolMax: 1 });
  try {
    await sql`update delivery set next_at = now() where state = 'pending'`.execute(postgres.rows);
  } finally {
    await postgres.close();
  }
}
