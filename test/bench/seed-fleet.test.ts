import { afterAll, beforeAll, expect, test } from "vitest";
import type { OperationView } from "../../adapters/store/views-port.ts";
import { accountNames } from "../../bench/drift/account-names.ts";
import { type FleetRows, fleetRows } from "../../bench/drift/fleet-rows.ts";
import { seedFleet, wakeFleet } from "../../bench/drift/seed-fleet.ts";
import { sweepAccount } from "../../bench/drift/sweep-places.ts";
import { historiesOf } from "../../bench/fleet/histories.ts";
import { type Installation, testInstallation } from "../setup/installation.ts";

const ENVIRONMENTS = 5;
const COMPONENTS = 3;
const accounts = accountNames(2);
let installation: Installation;
let rows: FleetRows;
let uids: readonly string[];

beforeAll(async () => {
  installation = await testInstallation();
  await installation.start();
  rows = await fleetRows(installation.databaseUrl);
  const calls = {
    apply: async (documents: string) =>
      (await (await installation.call("POST", "/v1/apply", documents)).json()) as never,
    operation: async (id: string) =>
      (await (await installation.call("GET", `/v1/operations/${id}`)).json()) as OperationView,
  };
  const stack = { calls, cloudUrl: installation.cloud.url, databaseUrl: installation.databaseUrl };
  const wish = { seed: "fleet", environments: ENVIRONMENTS, components: COMPONENTS, accounts, report: () => {} };
  uids = await seedFleet(stack, wish);
}, 180_000);
afterAll(async () => {
  await rows.close();
  await installation.close();
}, 60_000);

async function sweepAll() {
  const before = await rows.swept();
  for (const account of accounts) await sweepAccount(installation.client, account);
  const { looked, drifted, failed } = await rows.swept();
  return { looked: looked - before.looked, drifted: drifted - before.drifted, failed: failed - before.failed };
}

test("every environment of a seeded fleet is ready, under a name of its own", async () => {
  const { items } = await installation.store.listEnvironments({ limit: 50 });
  const fleet = items.filter(({ uid }) => uids.includes(uid));
  expect(fleet.map(({ phase }) => phase)).toEqual(Array.from({ length: ENVIRONMENTS }, () => "Ready"));
  expect(new Set(fleet.map(({ document }) => document.metadata.name)).size).toBe(ENVIRONMENTS);
});

test("sweeps look at every component of it and find all as wanted, and no workflow hears of that", async () => {
  await wakeFleet(installation.databaseUrl, uids);
  await expect
    .poll(async () => await historiesOf(installation.client, uids).catch(() => undefined), { timeout: 60_000 })
    .toBeDefined();
  const looks = await rows.looksTold();
  expect(await sweepAll()).toEqual({ looked: ENVIRONMENTS * COMPONENTS, drifted: 0, failed: 0 });
  expect(await rows.looksTold()).toBe(looks);
  expect([...(await rows.sinceSwept()).keys()].toSorted()).toEqual(accounts);
}, 120_000);

test("what is changed in the cloud is found", async () => {
  const { body } = await installation.cloud.call("POST", "/control/drift", {
    body: { share: 1, kinds: ["changed"], account: accounts[0] },
    headers: { "content-type": "application/json" },
  });
  const changed = body["changed"] as readonly unknown[];
  expect(changed.length).toBeGreaterThan(0);
  expect(await sweepAll()).toMatchObject({ drifted: changed.length, failed: 0 });
}, 120_000);
