import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { freePort } from "../../embedded/process/free-port.ts";
import { migrationsOf, runMigrations } from "./run-migrations.ts";
import { answered, killServers, runServer } from "./shop-process.ts";
import { temporaryPostgres, type TemporaryPostgres } from "./temporary-postgres.ts";

const shop = join(import.meta.dirname, "../../examples/shop");
const packaged = mkdtempSync(join(tmpdir(), "holdfast-shop-"));
const directoryOf = (version: string, artifact: "api" | "web") => join(packaged, version, artifact);

let postgres: TemporaryPostgres;
let ordersAtRestore = 0;

beforeAll(async () => {
  for (const version of ["1.0.0", "1.1.0", "1.2.0"]) {
    execFileSync(process.execPath, [join(shop, "package.mjs"), version, join(packaged, version)]);
  }
  postgres = await temporaryPostgres();
  await postgres.start();
});
afterEach(killServers);
afterAll(async () => {
  await postgres.remove();
  rmSync(packaged, { recursive: true });
});

const startApi = async (version: string) =>
  runServer(directoryOf(version, "api"), { PORT: String(await freePort()), DATABASE_URL: postgres.url });

const startWeb = async (version: string, apiUrl: string) =>
  runServer(directoryOf(version, "web"), { PORT: String(await freePort()), API_URL: apiUrl });

async function readJson(url: string): Promise<unknown> {
  return await (await fetch(url)).json();
}

async function post(url: string, body: object): Promise<unknown> {
  const response = await fetch(url, { method: "POST", body: JSON.stringify(body) });
  expect(response.status).toBe(201);
  return await response.json();
}

interface Writer {
  /** Orders that were acknowledged so far. */
  acknowledged(): number;
  /** Ends it and gives what was answered that was no 201. */
  stop(): Promise<readonly number[]>;
}

/** Adds orders one after the other until it is stopped. */
function startWriter(url: string): Writer {
  let acknowledged = 0;
  let isStopped = false;
  const refusals: number[] = [];
  const write = async () => {
    while (!isStopped) {
      const { status } = await fetch(`${url}/orders`, { method: "POST", body: `{"item":"written meanwhile"}` });
      if (status === 201) acknowledged += 1;
      else refusals.push(status);
    }
  };
  const ended = write();
  return {
    acknowledged: () => acknowledged,
    async stop() {
      isStopped = true;
      await ended;
      return refusals;
    },
  };
}

// The tests of this file are one story: each goes on with the database that the one before left.

test("1.0.0 makes its own table and takes orders", async () => {
  const api = await startApi("1.0.0");
  await answered(`${api.url}/healthz`, 200);
  await post(`${api.url}/orders`, { item: "tea" });
  expect(await readJson(api.url)).toMatchObject({ version: "1.0.0", orders: 1 });
});

test("1.1.0 is not healthy while its migrations have not run, and says so", async () => {
  const api = await startApi("1.1.0");
  const says = "the migrations of this release have not run";
  await vi.waitFor(() => expect(api.output()).toContain(says), { timeout: 20_000 });
  const health = await fetch(`${api.url}/healthz`);
  expect([health.status, await health.json()]).toEqual([
    503,
    expect.objectContaining({ database: "down", error: expect.stringContaining(says) }),
  ]);
});

test("the migrations of 1.1.0 run under a 1.0.0 that goes on taking orders, and lose none", async () => {
  const old = await startApi("1.0.0");
  await answered(`${old.url}/healthz`, 200);
  const writer = startWriter(old.url);
  await vi.waitFor(() => expect(writer.acknowledged()).toBeGreaterThan(20), { timeout: 20_000 });
  const directory = directoryOf("1.1.0", "api");
  await runMigrations(directory, migrationsOf(directory), postgres.url);
  const before = writer.acknowledged();
  await vi.waitFor(() => expect(writer.acknowledged()).toBeGreaterThan(before + 20), { timeout: 20_000 });
  expect(await writer.stop()).toEqual([]);

  expect(await readJson(old.url)).toMatchObject({ version: "1.0.0", orders: writer.acknowledged() + 1 });
  // A start after the migration makes its table again, where it is there.
  const restarted = await startApi("1.0.0");
  await answered(`${restarted.url}/healthz`, 200);
  expect(await post(`${restarted.url}/orders`, { item: "coffee" })).toMatchObject({ item: "coffee" });
});

test("1.1.0 keeps customers, beside a 1.0.0 on the same database", async () => {
  const [old, api] = await Promise.all([startApi("1.0.0"), startApi("1.1.0")]);
  await Promise.all([answered(`${old.url}/healthz`, 200), answered(`${api.url}/healthz`, 200)]);
  const ada = await post(`${api.url}/customers`, { name: " Ada " });
  expect(ada).toEqual({ id: expect.any(Number), name: "Ada" });
  expect(await post(`${api.url}/customers`, { name: "Ada" })).toEqual(ada);
  expect(await post(`${api.url}/orders`, { item: "cake", customer: "Ada" })).toMatchObject({ customer: "Ada" });
  await post(`${api.url}/orders`, { item: "scones", customer: "Grace" });
  await post(`${api.url}/orders`, { item: "jam", customer: "" });
  await post(`${old.url}/orders`, { item: "milk" });

  expect(await readJson(`${api.url}/customers`)).toEqual({
    customers: [expect.objectContaining({ name: "Grace" }), ada],
  });
  const { orders } = (await readJson(`${api.url}/orders`)) as { orders: { item: string; customer: string | null }[] };
  expect(orders.slice(0, 5).map(({ item, customer }) => [item, customer])).toEqual([
    ["milk", null],
    ["jam", null],
    ["scones", "Grace"],
    ["cake", "Ada"],
    ["coffee", null],
  ]);
  const { orders: count } = (await readJson(old.url)) as { orders: number };
  expect(await readJson(api.url)).toMatchObject({ version: "1.1.0", orders: count, customers: 2 });
});

test("two 1.1.0 that meet a new customer at the same time keep one", async () => {
  const apis = await Promise.all([startApi("1.1.0"), startApi("1.1.0")]);
  await Promise.all(apis.map(({ url }) => answered(`${url}/healthz`, 200)));
  const order = { item: "bread", customer: "Edsger" };
  await Promise.all(Array.from({ length: 20 }, (_, index) => post(`${apis[index % 2]?.url}/orders`, order)));
  expect(await readJson(apis[0]?.url ?? "")).toMatchObject({ customers: 3 });
});

test("1.1.0 refuses what is no order and no customer", async () => {
  const api = await startApi("1.1.0");
  await answered(`${api.url}/healthz`, 200);
  const refused = [
    { path: "/orders", body: `{"customer":"Ada"}`, says: `"item" must be a text` },
    { path: "/orders", body: `{"item":"tea","customer":7}`, says: `"customer" must be a text` },
    { path: "/orders", body: `{"item":"tea","customer":"${"x".repeat(101)}"}`, says: `"customer" must be a text` },
    { path: "/customers", body: "{}", says: `"name" must be a text` },
    { path: "/customers", body: "null", says: `"name" must be a text` },
    { path: "/customers", body: "Ada", says: `"name" must be a text` },
  ];
  for (const { path, body, says } of refused) {
    const response = await fetch(`${api.url}${path}`, { method: "POST", body });
    expect([body, response.status, await response.json()]).toEqual([
      body,
      400,
      { error: expect.stringContaining(says) },
    ]);
  }
});

test("the page of 1.1.0 shows customers, escapes them, and /checkout is open", async () => {
  const api = await startApi("1.1.0");
  const web = await startWeb("1.1.0", api.url);
  await answered(`${api.url}/healthz`, 200);
  await answered(`${web.url}/healthz`, 200);
  const body = new URLSearchParams({ item: "soup", customer: "<b>Kurt</b>" }).toString();
  const taken = await fetch(`${web.url}/orders`, { method: "POST", body, redirect: "manual" });
  expect(taken.status).toBe(303);
  const page = await (await fetch(web.url)).text();
  expect(page).toContain("web <b>1.1.0</b> · api <b>1.1.0</b>");
  expect(page).toContain("<span>soup <em>for &lt;b&gt;Kurt&lt;/b&gt;</em></span>");
  expect(page).toContain("customers: 4");
  const checkout = await fetch(`${web.url}/checkout`);
  expect([checkout.status, await checkout.json()]).toMatchObject([
    200,
    { status: "open", version: "1.1.0", customers: 4 },
  ]);
});

test.each([
  { web: "1.0.0", api: "1.1.0" },
  { web: "1.1.0", api: "1.0.0" },
])("during a deploy or a restore, web $web works with api $api", async (versions) => {
  const api = await startApi(versions.api);
  const web = await startWeb(versions.web, api.url);
  await answered(`${api.url}/healthz`, 200);
  await answered(`${web.url}/healthz`, 200);
  const taken = await fetch(`${web.url}/orders`, { method: "POST", body: "item=butter", redirect: "manual" });
  expect(taken.status).toBe(303);
  const page = await (await fetch(web.url)).text();
  expect(page).toContain("<span>butter</span>");
  expect(page).not.toMatch(/undefined|null/);
});

test("1.2.0 is healthy and takes orders, and its /checkout is wrong", async () => {
  const directory = directoryOf("1.2.0", "api");
  const alreadyRan = new Set(migrationsOf(directoryOf("1.1.0", "api")));
  const pending = migrationsOf(directory).filter((name) => !alreadyRan.has(name));
  expect(pending).toEqual(["0005_order_price.sql"]);
  await runMigrations(directory, pending, postgres.url);

  const api = await startApi("1.2.0");
  const web = await startWeb("1.2.0", api.url);
  for (const { url } of [api, web]) {
    expect(await (await answered(`${url}/healthz`, 200)).json()).toMatchObject({ status: "ok", version: "1.2.0" });
  }
  expect(await post(`${api.url}/orders`, { item: "salt", customer: "Ada" })).toMatchObject({ customer: "Ada" });
  expect((await fetch(web.url)).status).toBe(200);
  ordersAtRestore = ((await readJson(api.url)) as { orders: number }).orders;
  const checkout = await fetch(`${web.url}/checkout`);
  expect([checkout.status, await checkout.json()]).toMatchObject([502, { status: "closed", version: "1.2.0" }]);
});

test("1.1.0 comes back on the schema of 1.2.0, with every row", async () => {
  const api = await startApi("1.1.0");
  const web = await startWeb("1.1.0", api.url);
  await answered(`${api.url}/healthz`, 200);
  await answered(`${web.url}/healthz`, 200);
  await post(`${api.url}/orders`, { item: "pepper" });
  expect(await readJson(`${web.url}/checkout`)).toMatchObject({ status: "open", orders: ordersAtRestore + 1 });
  const list = (await readJson(`${api.url}/orders`)) as { orders: { item: string }[] };
  expect(list.orders.slice(0, 2).map(({ item }) => item)).toEqual(["pepper", "salt"]);
});

test("the migrations make a whole schema in an empty database, too", async () => {
  const url = new URL(postgres.url);
  url.pathname = "/empty";
  const admin = new Client({ connectionString: postgres.url });
  await admin.connect();
  await admin.query("create database empty");
  await admin.end();
  const directory = directoryOf("1.2.0", "api");
  await runMigrations(directory, migrationsOf(directory), url.href);
  const api = runServer(directoryOf("1.1.0", "api"), { PORT: String(await freePort()), DATABASE_URL: url.href });
  await answered(`${api.url}/healthz`, 200);
  await post(`${api.url}/orders`, { item: "tea", customer: "Ada" });
  expect(await readJson(api.url)).toMatchObject({ orders: 1, customers: 1 });
});
