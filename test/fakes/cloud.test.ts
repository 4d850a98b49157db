import { once } from "node:events";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startFakeCloud } from "./start-fake-cloud.ts";
import type { FakeCloud } from "./start-fake-cloud.ts";

// 10 ms of wall-clock time for each second of the cloud, exactly.
let cloud: FakeCloud;
beforeAll(async () => {
  cloud = await startFakeCloud("--time-scale", "0.01", "--sigma", "0");
});
afterAll(async () => await cloud.kill());

const LONG = 100_000;
const wish = (seconds: number, properties: Record<string, unknown> = { size: "small" }) => ({
  type: "rds",
  seconds,
  properties,
});

async function makeReady(id: string): Promise<void> {
  await cloud.call("PUT", `/resources/${id}`, { key: `make-${id}`, body: wish(0) });
  await untilTerminal(id);
}

async function untilTerminal(id: string) {
  return await cloud.call("GET", `/resources/${id}?waitMs=10000`);
}

async function effectsOf(id: string): Promise<unknown[]> {
  return (await cloud.effects()).filter((effect) => effect["id"] === id).map(({ effect }) => effect);
}

test("a resource is created, updated and deleted, each in its time", async () => {
  const body = { ...wish(20), updateSeconds: 10, deleteSeconds: 5, tags: { owner: "a" } };
  const created = await cloud.call("PUT", "/resources/life", { key: "life-1", body });
  expect(created).toMatchObject({ status: 202, body: { id: "life", state: "creating" } });
  const ready = await untilTerminal("life");
  expect(ready.body).toMatchObject({
    id: "life",
    type: "rds",
    state: "ready",
    properties: { size: "small" },
    tags: { owner: "a" },
    outputs: { url: "https://cloud.example/life", id: "life" },
    secretOutputs: { token: expect.stringMatching(/^token-[0-9a-f]{32}$/) },
  });
  expect(Number(ready.body["changedAt"]) - Number(ready.body["createdAt"])).toBe(200);

  const larger = { ...body, properties: { size: "large" } };
  const updating = await cloud.call("PUT", "/resources/life", { key: "life-2", body: larger });
  expect(updating).toMatchObject({ status: 202, body: { state: "updating" } });
  const updated = await untilTerminal("life");
  expect(updated.body).toMatchObject({ state: "ready", properties: { size: "large" } });
  expect(updated.body["secretOutputs"]).toEqual(ready.body["secretOutputs"]);

  const deleting = await cloud.call("DELETE", "/resources/life", { key: "life-3" });
  expect(deleting).toMatchObject({ status: 202, body: { state: "deleting" } });
  expect(await untilTerminal("life")).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } });

  const effects = (await cloud.effects()).filter(({ id }) => id === "life");
  expect(effects).toMatchObject([
    { effect: "create", key: "life-1", type: "rds", cause: "api", seconds: 20 },
    { effect: "update", key: "life-2", type: "rds", cause: "api", seconds: 10 },
    { effect: "delete", key: "life-3", type: "rds", cause: "api", seconds: 5 },
  ]);
  expect(effects[0]?.["propertiesDigest"]).not.toBe(effects[1]?.["propertiesDigest"]);
  expect(Object.keys(effects[0] ?? {}).toSorted()).toEqual(
    ["at", "cause", "effect", "id", "key", "propertiesDigest", "seconds", "type"].toSorted(),
  );
});

test("twenty calls at once under one key have one effect and one answer", async () => {
  const before = Number((await cloud.call("GET", "/control/stats")).body["idempotentRepeats"]);
  const calls = Array.from({ length: 20 }, async () => {
    const { status, body } = await cloud.call("PUT", "/resources/once", { key: "once", body: wish(LONG) });
    return JSON.stringify({ status, body });
  });
  expect(new Set(await Promise.all(calls)).size).toBe(1);
  expect(await effectsOf("once")).toEqual(["create"]);
  expect((await cloud.call("GET", "/control/stats")).body["idempotentRepeats"]).toBe(before + 19);
});

test("a repeat answers what was answered first, even after the resource is ready or gone", async () => {
  const first = await cloud.call("PUT", "/resources/again", { key: "make-again", body: wish(0) });
  await untilTerminal("again");
  const repeat = await cloud.call("PUT", "/resources/again", { key: "make-again", body: wish(0) });
  expect(repeat.body).toEqual(first.body);

  const deletion = await cloud.call("DELETE", "/resources/again", { key: "delete-again" });
  await untilTerminal("again");
  expect((await cloud.call("DELETE", "/resources/again", { key: "delete-again" })).body).toEqual(deletion.body);
  expect((await cloud.call("PUT", "/resources/again", { key: "make-again", body: wish(0) })).body).toEqual(first.body);
  expect(await effectsOf("again")).toEqual(["create", "delete"]);
});

test("what is wanted already is accepted without an effect", async () => {
  await makeReady("wanted");
  const kept = await cloud.call("PUT", "/resources/wanted", { key: "wanted-2", body: wish(0) });
  expect(kept).toMatchObject({ status: 202, body: { id: "wanted", state: "ready" } });
  expect(await effectsOf("wanted")).toEqual(["create"]);
});

test("a failed resource is made again by a new key", async () => {
  await makeReady("broken");
  await cloud.call("POST", "/control/resources/broken", { body: { action: "fail" } });
  expect((await untilTerminal("broken")).body).toMatchObject({ state: "failed", reason: '"broken" broke by itself' });
  await cloud.call("PUT", "/resources/broken", { key: "broken-2", body: wish(0) });
  const mended = await untilTerminal("broken");
  expect(mended.body).toMatchObject({ state: "ready" });
  expect(mended.body).not.toHaveProperty("reason");
});

test.each([
  {
    name: "a PUT without a key",
    call: () => cloud.call("PUT", "/resources/busy", { body: wish(1) }),
    status: 400,
    code: "IDEMPOTENCY_KEY_MISSING",
  },
  {
    name: "a DELETE without a key",
    call: () => cloud.call("DELETE", "/resources/busy"),
    status: 400,
    code: "IDEMPOTENCY_KEY_MISSING",
  },
  {
    name: "an unknown field",
    call: () => cloud.call("PUT", "/resources/busy", { key: "u", body: { ...wish(1), size: 1 } }),
    status: 400,
    code: "REQUEST_INVALID",
  },
  {
    name: "no body",
    call: () => cloud.call("PUT", "/resources/busy", { key: "u" }),
    status: 400,
    code: "REQUEST_INVALID",
  },
  {
    name: "a key used with another body",
    call: () => cloud.call("PUT", "/resources/busy", { key: "busy-1", body: wish(LONG, { size: "other" }) }),
    status: 409,
    code: "IDEMPOTENCY_KEY_REUSED",
  },
  {
    name: "a key used for another id",
    call: () => cloud.call("PUT", "/resources/other", { key: "busy-1", body: wish(LONG) }),
    status: 409,
    code: "IDEMPOTENCY_KEY_REUSED",
  },
  {
    name: "an update while it changes",
    call: () => cloud.call("PUT", "/resources/busy", { key: "busy-2", body: wish(LONG, { size: "large" }) }),
    status: 409,
    code: "RESOURCE_BUSY",
  },
  {
    name: "a creation of what must be new",
    call: () =>
      cloud.call("PUT", "/resources/busy", { key: "busy-3", body: wish(LONG), headers: { "if-none-match": "*" } }),
    status: 409,
    code: "RESOURCE_EXISTS",
  },
  {
    name: "a deletion of the absent",
    call: () => cloud.call("DELETE", "/resources/nowhere", { key: "n" }),
    status: 404,
    code: "NOT_FOUND",
  },
  {
    name: "a read of the absent, at once",
    call: () => cloud.call("GET", "/resources/nowhere?waitMs=30000"),
    status: 404,
    code: "NOT_FOUND",
  },
  {
    name: "a wait that is no number",
    call: () => cloud.call("GET", "/resources/busy?waitMs=soon"),
    status: 400,
    code: "REQUEST_INVALID",
  },
  {
    name: "an unknown fault",
    call: () => cloud.call("POST", "/control/faults", { body: { kind: "fire" } }),
    status: 400,
    code: "REQUEST_INVALID",
  },
  {
    name: "a change from outside of the absent",
    call: () => cloud.call("POST", "/control/resources/nowhere", { body: { action: "remove" } }),
    status: 404,
    code: "NOT_FOUND",
  },
])("$name is refused with $code and has no effect", async ({ call, status, code }) => {
  await cloud.call("PUT", "/resources/busy", { key: "busy-1", body: wish(LONG) });
  expect(await call()).toMatchObject({ status, body: { code } });
  expect(await effectsOf("busy")).toEqual(["create"]);
});

test("a blocking read answers when its time is up, with the state as it is", async () => {
  await cloud.call("PUT", "/resources/slow", { key: "slow", body: wish(LONG) });
  const startedAt = performance.now();
  const read = await cloud.call("GET", "/resources/slow?waitMs=150");
  expect(read.body["state"]).toBe("creating");
  expect(performance.now() - startedAt).toBeGreaterThan(140);
});

test("three hundred blocking reads are woken by one change", async () => {
  await cloud.call("PUT", "/resources/crowd", { key: "crowd", body: wish(LONG) });
  const reads = Array.from({ length: 300 }, () => cloud.call("GET", "/resources/crowd?waitMs=30000"));
  await vi.waitFor(async () => expect((await cloud.call("GET", "/control/stats")).body["waiting"]).toBe(300));
  await cloud.call("POST", "/control/resources/crowd", { body: { action: "remove" } });
  const answers = await Promise.all(reads);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404]));
});

test("a blocking read whose client goes away waits no longer", async () => {
  await cloud.call("PUT", "/resources/left", { key: "left", body: wish(LONG) });
  const gone = new AbortController();
  const read = cloud.call("GET", "/resources/left?waitMs=30000", { signal: gone.signal });
  const waiting = async () => (await cloud.call("GET", "/control/stats")).body["waiting"];
  await vi.waitFor(async () => expect(await waiting()).toBe(1));
  gone.abort();
  await expect(read).rejects.toThrow("aborted");
  await vi.waitFor(async () => expect(await waiting()).toBe(0));
});

test("a listing comes in pages of at most a hundred, in order, by prefix and type, without secrets", async () => {
  const ids = Array.from({ length: 250 }, (_, index) => `page-${String(index).padStart(3, "0")}`);
  await Promise.all(
    ids.map((id, index) => {
      const body = { ...wish(LONG), type: index % 2 === 0 ? "even" : "odd" };
      return cloud.call("PUT", `/resources/${id}`, { key: id, body });
    }),
  );
  const pages = await listAll("prefix=page-&limit=1000");
  expect(pages.map((page) => page.length)).toEqual([100, 100, 50]);
  expect(pages.flat().map(({ id }) => id)).toEqual(ids);
  expect(pages[0]?.[0]).not.toHaveProperty("secretOutputs");
  const odd = await listAll("prefix=page-&type=odd&limit=50");
  expect(odd.map((page) => page.length)).toEqual([50, 50, 25]);
  expect(await listAll("prefix=page-24&limit=10")).toHaveLength(1);
  expect(await listAll("prefix=none-")).toEqual([[]]);
});

async function listAll(query: string): Promise<Record<string, unknown>[][]> {
  const pages: Record<string, unknown>[][] = [];
  for (let next: unknown = ""; typeof next === "string";) {
    const { body } = await cloud.call("GET", `/resources?${query}&continue=${next}`);
    pages.push(body["items"] as Record<string, unknown>[]);
    next = body["continue"];
  }
  return pages;
}

test("a watch pushes each change of state under its prefix, from connection to end", async () => {
  const closed = new AbortController();
  const response = await fetch(`${cloud.url}/watch?prefix=seen-`, { signal: closed.signal });
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  if (response.body === null) throw new Error("the watch has no body");
  const lines = createInterface({ input: Readable.fromWeb(response.body) });
  const states: unknown[] = [];
  lines.on("line", (line) => {
    if (line.startsWith("data: ")) states.push([JSON.parse(line.slice(6)).id, JSON.parse(line.slice(6)).state]);
  });
  await once(lines, "line");

  await makeReady("unseen");
  await makeReady("seen-a");
  await cloud.call("DELETE", "/resources/seen-a", { key: "delete-seen-a" });
  await vi.waitFor(() => expect(states).toHaveLength(4));
  expect(states).toEqual([
    ["seen-a", "creating"],
    ["seen-a", "ready"],
    ["seen-a", "deleting"],
    ["seen-a", "absent"],
  ]);
  lines.on("error", () => lines.close());
  closed.abort();
  await vi.waitFor(async () => expect((await cloud.call("GET", "/control/stats")).body["watching"]).toBe(0));
});

test.each([
  { change: { action: "remove" }, effect: "delete", seen: { status: 404 } },
  { change: { action: "fail" }, effect: "update", seen: { body: { state: "failed" } } },
  {
    change: { action: "set", properties: { size: "odd" } },
    effect: "update",
    seen: { body: { state: "ready", properties: { size: "odd" } } },
  },
])("a change from outside ($change.action) is seen, and logged with its cause", async ({ change, effect, seen }) => {
  const id = `outside-${change.action}`;
  await makeReady(id);
  expect((await cloud.call("POST", `/control/resources/${id}`, { body: change })).status).toBe(200);
  expect(await cloud.call("GET", `/resources/${id}`)).toMatchObject(seen);
  const logged = (await cloud.effects()).filter((line) => line["id"] === id);
  expect(logged.at(-1)).toMatchObject({ effect, cause: "outside", type: "rds", seconds: 0 });
});

test("the status page shows resources and counts, and escapes what they are called", async () => {
  await cloud.call("PUT", `/resources/${encodeURIComponent("0<script>")}`, { key: "script", body: wish(LONG) });
  const page = await (await fetch(cloud.url)).text();
  expect(page).toContain("<td>0&lt;script&gt;</td>");
  expect(page).toMatch(/Effects:<\/b> create \d+/);
  expect(await cloud.call("GET", "/healthz")).toMatchObject({ status: 200, body: { status: "ok" } });
});
