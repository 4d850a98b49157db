import { request } from "node:http";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { freePort } from "../../embedded/process/free-port.ts";
import { answered, killServers, runServer, type ShopProcess } from "./shop-process.ts";
import { temporaryPostgres, type TemporaryPostgres } from "./temporary-postgres.ts";

const shop = join(import.meta.dirname, "../../examples/shop");
const NOBODY_LISTENS = "http://127.0.0.1:9";

const run = (part: "api" | "web", environment: Record<string, string>) => runServer(join(shop, part), environment);
const post = (url: string, body: string) => fetch(`${url}/orders`, { method: "POST", body, redirect: "manual" });
const form = (item: string) => new URLSearchParams({ item }).toString();

afterAll(killServers);

describe("with its database", () => {
  let postgres: TemporaryPostgres;
  let api: ShopProcess;
  let web: ShopProcess;

  beforeAll(async () => {
    postgres = await temporaryPostgres();
    const DATABASE_URL = postgres.url;
    api = run("api", { PORT: String(await freePort()), DATABASE_URL, GREETING: `Hello & "<welcome>"` });
    web = run("web", { PORT: String(await freePort()), API_URL: api.url });
  }, 60_000);
  afterAll(async () => {
    killServers();
    await postgres.remove();
  });

  test("api starts before its database and is healthy once that answers", async () => {
    const before = await answered(`${api.url}/healthz`, 503);
    expect(before.headers.get("retry-after")).toBe("1");
    expect(await before.json()).toMatchObject({ status: "unavailable", database: "down" });
    await postgres.start();
    const after = await answered(`${api.url}/healthz`, 200);
    expect(await after.json()).toEqual({ status: "ok", version: "1.0.0", database: "up" });
  });

  test("api takes orders and shows the latest first", async () => {
    const item = `Robert'); drop table orders; -- <b>é</b>`;
    const first = await post(api.url, JSON.stringify({ item: ` ${item} ` }));
    expect(first.status).toBe(201);
    expect(await first.json()).toEqual({ id: 1, item, orderedAt: expect.stringMatching(/^\d{4}-.*Z$/) });
    const many = await Promise.all(Array.from({ length: 60 }, () => post(api.url, `{"item":"tea"}`)));
    expect(new Set(many.map(({ status }) => status))).toEqual(new Set([201]));
    const { orders } = (await (await fetch(`${api.url}/orders`)).json()) as { orders: { id: number }[] };
    expect(orders.map(({ id }) => id)).toEqual(Array.from({ length: 50 }, (_, index) => 61 - index));
    const summary = await (await fetch(api.url)).json();
    expect(summary).toEqual({ version: "1.0.0", greeting: `Hello & "<welcome>"`, orders: 61 });
  });

  test.each([
    { name: "no JSON", body: "tea", status: 400 },
    { name: "no object", body: "null", status: 400 },
    { name: "no item", body: "{}", status: 400 },
    { name: "an empty item", body: `{"item":"  "}`, status: 400 },
    { name: "an item that is too long", body: JSON.stringify({ item: "x".repeat(101) }), status: 400 },
    { name: "a NUL character", body: `{"item":"a\\u0000b"}`, status: 400 },
    { name: "a body that is too long", body: "x".repeat(300_000), status: 413 },
  ])("api refuses $name with $status", async ({ body, status }) => {
    const response = await post(api.url, body);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error: expect.any(String) });
  });

  test("api tells a wrong path from a wrong method", async () => {
    expect((await fetch(`${api.url}/nowhere`)).status).toBe(404);
    expect((await fetch(api.url, { method: "DELETE" })).status).toBe(405);
  });

  test("web shows greeting, versions and orders, and escapes all of it", async () => {
    await answered(`${web.url}/healthz`, 200);
    const response = await post(web.url, form(`<script>alert("1")</script>`));
    expect([response.status, response.headers.get("location")]).toEqual([303, "/"]);
    const page = await (await fetch(web.url)).text();
    expect(page).toContain("<h1>Hello &amp; &quot;&lt;welcome&gt;&quot;</h1>");
    expect(page).toContain("web <b>1.0.0</b> · api <b>1.0.0</b>");
    expect(page).toContain("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;");
    expect(page).toContain("and 12 earlier ones");
    expect(page).not.toContain("<script>");
  });

  test("web says why an order was not taken", async () => {
    const empty = await post(web.url, form(" "));
    expect([empty.status, await empty.text()]).toEqual([400, expect.stringContaining("1 to 100 printable characters")]);
    expect((await post(web.url, form("x".repeat(300_000)))).status).toBe(413);
    expect((await fetch(`${web.url}/nowhere`)).status).toBe(404);
  });

  test("a killed database makes the shop say so, and its return brings the orders back without a restart", async () => {
    await postgres.kill();
    await answered(`${api.url}/healthz`, 503);
    expect((await post(api.url, `{"item":"lost"}`)).status).toBe(503);
    const page = await fetch(web.url);
    expect([page.status, await page.text()]).toEqual([503, expect.stringContaining("closed for a moment")]);
    // The database is not web's to mend: a repair of web would change nothing.
    expect((await fetch(`${web.url}/healthz`)).status).toBe(200);

    await postgres.start();
    await answered(`${api.url}/healthz`, 200);
    expect(await (await fetch(api.url)).json()).toMatchObject({ orders: 62 });
    expect((await fetch(web.url)).status).toBe(200);
    expect([api.process.exitCode, web.process.exitCode]).toEqual([null, null]);
  });

  test("SIGTERM lets a request that has begun finish first", async () => {
    const other = run("api", { PORT: String(await freePort()), DATABASE_URL: postgres.url });
    await answered(`${other.url}/healthz`, 200);
    const begun = request(`${other.url}/orders`, { method: "POST", headers: { expect: "100-continue" } });
    const status = new Promise((resolve) => begun.once("response", (response) => resolve(response.statusCode)));
    await new Promise((resolve) => begun.once("continue", resolve).flushHeaders());
    other.process.kill("SIGTERM");
    await vi.waitFor(() => expect(other.output()).toContain("stopping on SIGTERM"), { timeout: 5_000 });
    begun.end(`{"item":"the last one"}`);
    expect(await status).toBe(201);
    expect(await other.ended).toBe(0);
  });

  test("SIGTERM ends both with 0, and no log ever held the password", async () => {
    api.process.kill("SIGTERM");
    web.process.kill("SIGTERM");
    expect(await Promise.all([api.ended, web.ended])).toEqual([0, 0]);
    expect(web.output()).toMatch(/version 1\.0\.0 listens on /);
    const lines = [
      /version 1\.0\.0 listens on /,
      /cannot use the database/,
      /lost the database/,
      /stopping on SIGTERM/,
    ];
    for (const line of lines) expect(api.output()).toMatch(line);
    expect(api.output().match(/ connected to the database$/gm)).toHaveLength(2);
    expect(api.output()).not.toContain("failed:");
    for (const secret of [postgres.password, encodeURIComponent(postgres.password)])
      expect(api.output()).not.toContain(secret);
  });

  test("api with a wrong password stays up, says why and does not show it", async () => {
    const DATABASE_URL = postgres.url.replace(encodeURIComponent(postgres.password), "guessed");
    const other = run("api", { PORT: String(await freePort()), DATABASE_URL });
    await vi.waitFor(() => expect(other.output()).toContain("password authentication failed"), { timeout: 20_000 });
    expect(await (await fetch(`${other.url}/healthz`)).json()).toMatchObject({ database: "down" });
    expect(other.output()).not.toContain("guessed");
    other.process.kill("SIGTERM");
    expect(await other.ended).toBe(0);
  });
});

describe("without what it needs", () => {
  afterEach(killServers);

  test("web is not healthy while no API answers, and says so", async () => {
    const web = run("web", { PORT: String(await freePort()), API_URL: NOBODY_LISTENS });
    const health = await answered(`${web.url}/healthz`, 503);
    expect(await health.json()).toMatchObject({
      status: "unavailable",
      error: expect.stringContaining("did not answer"),
    });
    const page = await fetch(web.url);
    expect([page.status, await page.text()]).toEqual([503, expect.stringContaining("did not answer")]);
  });

  test.each([
    { name: "api without PORT", part: "api", env: {}, says: "PORT must be" },
    { name: "api with a PORT that is none", part: "api", env: { PORT: "70000" }, says: "PORT must be" },
    { name: "api without DATABASE_URL", part: "api", env: { PORT: "0" }, says: "DATABASE_URL" },
    {
      name: "api with a broken DATABASE_URL",
      part: "api",
      env: { PORT: "0", DATABASE_URL: "postgres://u:hush@:x/" },
      says: "DATABASE_URL",
    },
    { name: "web without PORT", part: "web", env: { API_URL: NOBODY_LISTENS }, says: "PORT must be" },
    { name: "web without API_URL", part: "web", env: { PORT: "0" }, says: "API_URL must be" },
  ] as const)("$name ends with 1 and one line", async ({ part, env, says }) => {
    const child = run(part, env);
    expect(await child.ended).toBe(1);
    expect(child.output()).toContain(says);
    expect(child.output().trim().split("\n")).toHaveLength(1);
    expect(child.output()).not.toContain("hush");
  });
});
