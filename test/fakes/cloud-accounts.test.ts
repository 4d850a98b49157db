import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startFakeCloud } from "./start-fake-cloud.ts";
import type { FakeCloud } from "./start-fake-cloud.ts";

let cloud: FakeCloud;
beforeAll(async () => {
  cloud = await startFakeCloud("--time-scale", "0.01", "--sigma", "0");
});
afterEach(async () => void (await cloud.call("DELETE", "/control/faults")));
afterAll(async () => await cloud.kill());

type Item = Readonly<Record<string, unknown>> & { readonly id: string };

const body = { type: "queue", seconds: 0, properties: { size: "small", settings: { on: true } } };
const of = (account: string, region?: string) => ({
  "x-account": account,
  ...(region === undefined ? {} : { "x-region": region }),
});

async function list(query: string, headers: Readonly<Record<string, string>> = {}, from: FakeCloud = cloud) {
  const { status, body: page } = await from.call("GET", `/resources?${query}`, { headers });
  return { status, items: (page["items"] ?? []) as Item[], next: page["continue"] as string | undefined };
}

async function makeReady(id: string, headers: Readonly<Record<string, string>> = {}): Promise<void> {
  await cloud.call("PUT", `/resources/${id}`, { key: id, body, headers });
  await cloud.call("GET", `/resources/${id}?waitMs=10000`);
}

test("a resource is of the account and region that its creation named, and listings show those of theirs only", async () => {
  await makeReady("place-a", of("one", "north"));
  await makeReady("place-b", of("one", "south"));
  await makeReady("place-c", of("two", "north"));
  await makeReady("place-d");
  const ids = async (headers = {}) => (await list("prefix=place-", headers)).items.map(({ id }) => id);
  expect(await ids()).toEqual(["place-a", "place-b", "place-c", "place-d"]);
  expect(await ids(of("one"))).toEqual(["place-a", "place-b"]);
  expect(await ids(of("one", "south"))).toEqual(["place-b"]);
  expect(await ids({ "x-region": "north" })).toEqual(["place-a", "place-c"]);
  expect(await ids(of("none"))).toEqual([]);
  expect((await list("prefix=place-", of("local"))).items).toMatchObject([
    { id: "place-d", account: "local", region: "local" },
  ]);
});

test("a resource cannot be changed in the name of another account or region", async () => {
  await makeReady("elsewhere", of("one", "north"));
  const larger = { ...body, properties: { size: "large" } };
  const put = async (key: string, headers: Readonly<Record<string, string>>) =>
    await cloud.call("PUT", "/resources/elsewhere", { key, body: larger, headers });
  expect(await put("e-1", of("two", "north"))).toMatchObject({ status: 409, body: { code: "RESOURCE_EXISTS" } });
  expect(await put("e-2", of("one", "south"))).toMatchObject({ status: 409, body: { code: "RESOURCE_EXISTS" } });
  expect(await put("e-3", {})).toMatchObject({ status: 202 });
  expect((await cloud.call("GET", "/resources/elsewhere?waitMs=10000")).body).toMatchObject({ account: "one" });
});

test("a listing can begin behind an id that is not there", async () => {
  for (const id of ["behind-1-i1", "behind-1-i2", "behind-2-i1"]) await makeReady(id);
  expect((await list("prefix=behind-&after=behind-1-i~")).items).toMatchObject([{ id: "behind-2-i1" }]);
});

test("a listing can be of what has a tag, and a change from outside may take it away", async () => {
  for (const id of ["tagged-a", "tagged-b", "tagged-c"]) {
    const tags: Readonly<Record<string, string>> = id === "tagged-b" ? {} : { owner: "shop" };
    await cloud.call("PUT", `/resources/${id}`, { key: id, body: { ...body, tags } });
  }
  const ids = async () => (await list("prefix=tagged-&tagged=owner")).items.map(({ id }) => id);
  expect(await ids()).toEqual(["tagged-a", "tagged-c"]);
  const change = { action: "set", tags: {}, by: "carol" };
  await cloud.call("POST", "/control/resources/tagged-a", { body: change });
  expect(await ids()).toEqual(["tagged-c"]);
  const { body: changed } = await cloud.call("GET", "/resources/tagged-a");
  expect(changed).toMatchObject({ tags: {}, changedBy: { "tags.owner": { who: "carol" } } });
});

test("a change from outside shows who changed what and when, until the next change over the API", async () => {
  await makeReady("who");
  const change = { action: "set", properties: { settings: { on: false }, extra: 1 }, by: "carol" };
  const { body: effect } = await cloud.call("POST", "/control/resources/who", { body: change });
  expect(effect).toMatchObject({ cause: "outside", by: "carol" });
  const by = { who: "carol", at: effect["at"] };
  const changedBy = { "properties.size": by, "properties.settings": by, "properties.extra": by };
  expect((await list("prefix=who")).items).toMatchObject([{ changedBy }]);
  const other = { action: "set", type: "topic" };
  await cloud.call("POST", "/control/resources/who", { body: other });
  await cloud.call("POST", "/control/resources/who", { body: { action: "fail", by: "dave" } });
  expect((await cloud.call("GET", "/resources/who")).body).toMatchObject({
    type: "topic",
    state: "failed",
    changedBy: { ...changedBy, type: { who: "somebody" }, state: { who: "dave" } },
  });
  await cloud.call("PUT", "/resources/who", { key: "who-2", body });
  const mended = await cloud.call("GET", "/resources/who?waitMs=10000");
  expect(mended.body).toMatchObject({ state: "ready", type: "queue" });
  expect(mended.body).not.toHaveProperty("changedBy");
});

test("partial-listing answers half of a page and refuses the next, after which the listing goes on", async () => {
  const ids = ["half-a", "half-b", "half-c", "half-d"];
  for (const id of ids) await makeReady(id, of("halves"));
  await cloud.call("POST", "/control/faults", { body: { kind: "partial-listing", match: { account: "halves" } } });
  expect((await list("prefix=half-")).items).toHaveLength(4);
  const first = await list("", of("halves"));
  expect(first.items.map(({ id }) => id)).toEqual(["half-a", "half-b"]);
  expect((await cloud.call("GET", "/resources/half-a", { headers: of("halves") })).status).toBe(200);
  const rest = `continue=${String(first.next)}`;
  expect((await list(rest, of("halves"))).status).toBe(500);
  expect((await list(rest, of("halves"))).items.map(({ id }) => id)).toEqual(["half-c", "half-d"]);
});

test("unreadable tells of a resource in a listing no more than that it is there", async () => {
  for (const id of ["dim-a", "dim-b"]) await makeReady(id);
  await cloud.call("POST", "/control/faults", { body: { kind: "unreadable", match: { idPrefix: "dim-b" } } });
  const [first, second] = (await list("prefix=dim-")).items;
  expect(first).toMatchObject({ id: "dim-a", state: "ready" });
  expect(second).toEqual({ id: "dim-b", error: { code: "UNREADABLE", message: expect.any(String) } });
  expect((await cloud.call("GET", "/resources/dim-b")).status).toBe(200);
  expect((await list("prefix=dim-b")).items).toMatchObject([{ state: "ready" }]);
});

test("an account can hang while the others answer", async () => {
  await makeReady("hung-resource", of("hung"));
  const fault = { kind: "stall", times: "forever", match: { account: "hung" } };
  await cloud.call("POST", "/control/faults", { body: fault });
  const signal = () => AbortSignal.timeout(300);
  await expect(cloud.call("GET", "/resources", { headers: of("hung"), signal: signal() })).rejects.toThrow("timeout");
  await expect(cloud.call("GET", "/resources/hung-resource", { signal: signal() })).rejects.toThrow("timeout");
  expect((await list("limit=1", of("one"))).status).toBe(200);
});

async function allIds(from: FakeCloud, query: string, headers = {}): Promise<string[]> {
  const ids: string[] = [];
  for (let next: string | undefined = ""; next !== undefined;) {
    const page: Awaited<ReturnType<typeof list>> = await list(`${query}&continue=${next}`, headers, from);
    ids.push(...page.items.map(({ id }) => id));
    ({ next } = page);
  }
  return ids;
}

test("a fleet is made at once, the same for the same seed, and outlives a kill together with what changed in it", async () => {
  const stateDir = await mkdtemp(join(tmpdir(), "fake-cloud-"));
  const first = await startFakeCloud("--state-dir", stateDir);
  let second: FakeCloud | undefined;
  try {
    const fleet = { seed: "7", accounts: ["a", "b"], regions: ["r", "s"], environments: 8, components: 40 };
    const made = await first.call("POST", "/control/fleet", { body: fleet });
    expect(made).toMatchObject({ status: 201, body: { created: 320, kept: 0 } });
    expect((await first.call("POST", "/control/fleet", { body: fleet })).body).toEqual({ created: 0, kept: 320 });
    expect(await allIds(first, "", of("a"))).toHaveLength(160);
    expect(await allIds(first, "", of("a", "s"))).toHaveLength(80);
    const ids = await allIds(first, "");
    expect(ids).toEqual([...new Set(ids)].toSorted());
    const [one] = (await list("limit=1", {}, first)).items;
    expect(one).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}-i1$/),
      state: "ready",
      properties: { size: "small", serial: expect.any(Number) },
      tags: { environmentUid: expect.any(String), componentUid: ids[0]?.slice(0, 36), project: "fleet" },
    });
    await first.call("POST", `/control/resources/${String(ids[0])}`, { body: { action: "remove" } });
    await first.call("POST", `/control/resources/${String(ids[1])}`, { body: { action: "fail" } });
    await first.kill();
    second = await startFakeCloud("--state-dir", stateDir);
    expect(await allIds(second, "")).toEqual(ids.slice(1));
    expect((await second.call("GET", `/resources/${String(ids[1])}`)).body).toMatchObject({ state: "failed" });
  } finally {
    await first.kill();
    await second?.kill();
    await rm(stateDir, { recursive: true });
  }
});

test("the rate of calls is set anew, for each account by itself, and is taken away again", async () => {
  const statuses = async (account: string, count: number) => {
    const lists = Array.from({ length: count }, async () => await list("limit=1", of(account)));
    return (await Promise.all(lists)).map(({ status }) => status);
  };
  expect((await cloud.call("POST", "/control/rate", { body: { perSecond: 0.001 } })).status).toBe(200);
  expect((await statuses("rated-a", 3)).filter((status) => status === 429)).toHaveLength(2);
  expect(await statuses("rated-b", 1)).toEqual([200]);
  await cloud.call("POST", "/control/rate", { body: { perSecond: null } });
  expect(await statuses("rated-a", 3)).toEqual([200, 200, 200]);
});

test("a fleet that is too large is refused", async () => {
  const fleet = { environments: 1_000, components: 1_001 };
  expect(await cloud.call("POST", "/control/fleet", { body: fleet })).toMatchObject({
    status: 400,
    body: { code: "REQUEST_INVALID" },
  });
});

test("drift changes a share of the ready resources and answers the truth, the same for the same seed", async () => {
  const fleet = { seed: "drift", accounts: ["drift-a", "drift-b"], environments: 20, components: 20 };
  await cloud.call("POST", "/control/fleet", { body: fleet });
  const before = new Map((await everything("drift-a")).map((item) => [item.id, item]));
  const kinds = ["changed", "missing", "extra", "type", "failed", "removed"];
  const drift = { seed: "1", share: 0.3, account: "drift-a", kinds, by: "mallory" };
  const { body: answer } = await cloud.call("POST", "/control/drift", { body: drift });
  const changed = answer["changed"] as { id: string; kind: string; path?: string; before?: unknown; after?: unknown }[];
  expect(changed.length).toBeGreaterThan(30);
  expect(changed.length).toBeLessThan(90);
  expect(new Set(changed.map(({ kind }) => kind))).toEqual(new Set(kinds));
  const after = new Map((await everything("drift-a")).map((item) => [item.id, item]));
  const touched = new Set(changed.map(({ id }) => id));
  for (const [id, item] of before) if (!touched.has(id)) expect(after.get(id)).toEqual(item);
  for (const { id, kind, path, before: wanted, after: seen } of changed) {
    expect(after.has(id)).toBe(kind !== "removed");
    if (path === undefined) continue;
    expect([valueAt(before.get(id), path), valueAt(after.get(id), path)]).toEqual([wanted, seen]);
    expect(after.get(id)?.["changedBy"]).toMatchObject({ [path]: { who: "mallory" } });
  }
  expect((await everything("drift-b")).filter((item) => "changedBy" in item)).toEqual([]);
});

async function everything(account: string): Promise<Item[]> {
  const items: Item[] = [];
  for (let next: string | undefined = ""; next !== undefined;) {
    const page: Awaited<ReturnType<typeof list>> = await list(`continue=${next}`, of(account));
    items.push(...page.items);
    ({ next } = page);
  }
  return items;
}

function valueAt(item: Item | undefined, path: string): unknown {
  const [first = "", second] = path.split(".");
  const value = item?.[first];
  return second === undefined ? value : (value as Record<string, unknown>)[second];
}
