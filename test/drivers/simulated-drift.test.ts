import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { DriftPage, DriftWatch } from "../../activities/components/drift-watch.ts";
import type { Subject } from "../../activities/components/driver.ts";
import { simulatedDriver } from "../../activities/components/simulated/driver.ts";
import type { SimulatedConfig } from "../../activities/components/simulated/schema.ts";
import { compareFields } from "../../domain/drift/compare-fields.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import { makeSubject, newToken } from "../contracts/driver.ts";
import { startFakeCloud, type FakeCloud } from "../fakes/start-fake-cloud.ts";

const signal = new AbortController().signal;
const properties = { size: "small", settings: { on: true, "a.b": 1 } };
let cloud: FakeCloud;
let driver: ReturnType<typeof simulatedDriver>;
let drift: DriftWatch<SimulatedConfig>;

beforeAll(async () => {
  cloud = await startFakeCloud("--time-scale", "0.01", "--sigma", "0");
  [driver, drift] = driftAt(cloud);
});
afterEach(async () => void (await cloud.call("DELETE", "/control/faults")));
afterAll(async () => await cloud.kill());

function driftAt({ url }: FakeCloud): [typeof driver, typeof drift] {
  const made = simulatedDriver({ cloudUrl: new URL(url), fetch, timeScale: 0.01 });
  if (made.drift === undefined) throw new Error("the kind shows no drift");
  return [made, made.drift];
}

async function ready(config: JsonObject = {}): Promise<Subject<SimulatedConfig>> {
  const subject = makeSubject(driver.config.parse({ type: "queue", seconds: 0, properties, ...config }));
  await applyAndWait(subject);
  return subject;
}

async function applyAndWait(subject: Subject<SimulatedConfig>): Promise<void> {
  await driver.apply(subject, signal);
  const look = async () => await driver.observe(subject, { waitMs: 500, signal });
  await expect.poll(look).toMatchObject({ state: "ready" });
}

const nameOf = ({ id, incarnation }: Subject) => `${id.componentUid}-i${incarnation}`;
const outside = async (subject: Subject, change: JsonObject) =>
  await cloud.call("POST", `/control/resources/${nameOf(subject)}`, { body: { by: "carol", ...change } });

async function differences(subject: Subject<SimulatedConfig>) {
  const look = await drift.look(subject, signal);
  if (look.state !== "seen") throw new Error(`not seen: ${JSON.stringify(look)}`);
  const { fields, unhealthy, by } = look;
  const told = { ...(unhealthy === undefined ? {} : { unhealthy }), ...(by === undefined ? {} : { by }) };
  return compareFields({ wanted: await drift.stated(subject, signal), learned: [], seen: fields, ...told });
}

test("what was applied looks as its config states it, and nothing is left to learn", async () => {
  const subject = await ready();
  expect(await differences(subject)).toEqual([]);
  expect(await drift.stated(subject, signal)).toMatchObject({
    "config.type": "queue",
    "config.properties.size": "small",
    "config.properties.settings.a\\.b": 1,
    "tags.componentUid": subject.id.componentUid,
  });
});

test("a value, a property, another one and a tag that somebody changed are found, and who it was", async () => {
  const subject = await ready();
  const tags = { ...subject.id, project: "other" };
  await outside(subject, { action: "set", properties: { size: "large", "x.y": 1 }, tags });
  const by = { who: "carol", at: expect.any(Number) };
  const project = { wanted: subject.id.project, seen: "other" };
  expect(await differences(subject)).toEqual([
    { path: "config.properties.settings.a\\.b", class: "missing", wanted: 1, by },
    { path: "config.properties.settings.on", class: "missing", wanted: true, by },
    { path: "config.properties.size", class: "changed", wanted: "small", seen: "large", by },
    { path: "config.properties.x\\.y", class: "extra", seen: 1, by },
    { path: "tags.project", class: "changed", ...project, by },
  ]);
});

test("another type needs another life, all else is put back in place", async () => {
  const subject = await ready();
  await outside(subject, { action: "set", type: "topic" });
  const [field] = await differences(subject);
  expect(field).toMatchObject({ path: "config.type", wanted: "queue", seen: "topic", by: { who: "carol" } });
  const paths = ["config.type", "component", "config.properties.size", "tags.project", "health"];
  expect(paths.map((path) => drift.revertOf(path))).toEqual(["replace", "replace", "update", "update", "update"]);
});

test.each([
  { what: "properties", change: { action: "set", properties: {} } },
  { what: "tags", change: { action: "set", tags: { componentUid: "other", more: 1 } } },
  { what: "state", change: { action: "fail" } },
])("what somebody has changed is put back by an update: $what", async ({ change }) => {
  const subject = await ready();
  await outside(subject, change);
  expect(await differences(subject)).not.toEqual([]);
  await applyAndWait({ ...subject, token: newToken() });
  expect(await differences(subject)).toEqual([]);
});

test("a resource that broke is unwell, one that is made is changing, one that was removed is absent", async () => {
  const subject = await ready();
  await outside(subject, { action: "fail" });
  expect(await differences(subject)).toEqual([
    { path: "health", class: "unhealthy", seen: expect.stringContaining("broke"), by: expect.anything() },
  ]);
  await outside(subject, { action: "remove" });
  expect(await drift.look(subject, signal)).toMatchObject({ state: "absent" });
  const slow = makeSubject(driver.config.parse({ type: "queue", seconds: 10_000 }));
  await driver.apply(slow, signal);
  expect(await drift.look(slow, signal)).toEqual({ state: "changing" });
});

test("a resource is made in the account and region of its config, and is to be replaced for another", async () => {
  const subject = await ready({ account: "one", region: "north" });
  expect(drift.place?.(subject.config)).toEqual({ account: "one", region: "north" });
  expect(drift.place?.((await ready()).config)).toEqual({ account: "local", region: "local" });
  const { items } = await page({ account: "one", region: "north" });
  expect(items).toMatchObject([{ ...idsOf(subject), incarnation: 1, look: { state: "seen" } }]);
  const moved = { ...subject, config: { ...subject.config, region: "south" } };
  const fields = ["config.region"];
  expect(await driver.observe(moved, { waitMs: 0, signal })).toEqual({ state: "differs", fields, replace: true });
});

const idsOf = ({ id: { componentUid, environmentUid } }: Subject) => ({ componentUid, environmentUid });

async function page(place: { account: string; region: string; after?: string }): Promise<DriftPage> {
  const answer = await drift.lookAtMany?.({ ...place, signal });
  if (answer === undefined) throw new Error("it cannot be listed");
  return answer;
}

async function pages(place: { account: string; region: string }): Promise<readonly DriftPage[]> {
  const all: DriftPage[] = [];
  let after: string | undefined;
  do {
    const one = await page({ ...place, ...(after === undefined ? {} : { after }) });
    all.push(one);
    after = one.upTo;
  } while (after !== undefined);
  return all;
}

test("a place is listed in pages of a hundred, each component once, by uid, as a look shows it", async () => {
  const place = { account: "many", region: "r" };
  const fleet = { accounts: ["many", "other"], regions: ["r"], environments: 10, components: 50, properties };
  await cloud.call("POST", "/control/fleet", { body: fleet });
  const all = await pages(place);
  expect(all.map(({ calls }) => calls)).toEqual([1, 1, 1]);
  const items = all.flatMap((one) => one.items);
  const uids = items.map(({ componentUid }) => componentUid);
  expect(uids).toHaveLength(250);
  expect(uids).toEqual([...new Set(uids)].toSorted());
  for (const [index, { upTo }] of all.entries()) {
    const behind = all.slice(index + 1).flatMap((one) => one.items);
    if (upTo !== undefined) expect(behind.every(({ componentUid }) => componentUid > upTo)).toBe(true);
  }
  const [first] = items;
  if (first === undefined) throw new Error("nothing was listed");
  const { componentUid, environmentUid, incarnation, look } = first;
  expect(await drift.look({ id: { componentUid, environmentUid }, incarnation }, signal)).toEqual(look);
});

test("the lives of one component come on one page, also where a page ends between them", async () => {
  const place = { account: "lives", region: "r" };
  const fleet = { seed: "lives", accounts: ["lives"], regions: ["r"], environments: 1, components: 150 };
  await cloud.call("POST", "/control/fleet", { body: fleet });
  const hundredth = (await cloud.call("GET", "/resources", { headers: { "x-account": "lives" } })).body["items"];
  const { id, tags } = (hundredth as { id: string; tags: JsonObject }[])[99] ?? { id: "", tags: {} };
  const second = id.replace(/-i1$/, "-i2");
  const body = { type: "queue", seconds: 0, properties: {}, tags };
  const headers = { "x-account": "lives", "x-region": "r" };
  await cloud.call("PUT", `/resources/${second}`, { key: second, body, headers });
  const [first, next] = await pages(place);
  const { componentUid } = tags;
  expect([first?.items.length, first?.items.filter((item) => item.componentUid === componentUid)]).toEqual([99, []]);
  const lives = next?.items.filter((item) => item.componentUid === componentUid) ?? [];
  expect(lives.map(({ incarnation }) => incarnation)).toEqual([1, 2]);
});

test("what is not ours is left out, however much of it there is", async () => {
  const headers = { "x-account": "shared", "x-region": "local" };
  const body = { type: "queue", seconds: 0, properties: {} };
  const strangers = Array.from({ length: 210 }, (_, number) => `0-stranger-${number}`);
  const put = async (id: string, tags: JsonObject) =>
    await cloud.call("PUT", `/resources/${id}`, { key: id, body: { ...body, tags }, headers });
  await Promise.all(strangers.map(async (id) => await put(id, {})));
  await put("0-named-by-somebody", { componentUid: "mine" });
  const subject = await ready({ account: "shared" });
  const all = await pages({ account: "shared", region: "local" });
  expect(all).toMatchObject([{ items: [idsOf(subject)], calls: 1 }]);
});

test("of a resource that the cloud lists and cannot read the next look will tell", async () => {
  const subject = await ready({ account: "dim" });
  const fault = { kind: "unreadable", match: { idPrefix: subject.id.componentUid } };
  await cloud.call("POST", "/control/faults", { body: fault });
  const place = { account: "dim", region: "local" };
  expect((await page(place)).items).toMatchObject([{ look: { state: "changing" } }]);
  expect((await page(place)).items).toMatchObject([{ look: { state: "seen" } }]);
});

test.each([
  { name: "a 500", kind: "500", code: "CLOUD_UNREACHABLE" },
  { name: "an answer that does not come", kind: "drop-answer", code: "CLOUD_UNREACHABLE" },
  { name: "an answer that is no JSON", kind: "malformed", code: "CLOUD_UNREACHABLE" },
])("a listing that meets $name is $code", async ({ kind, code }) => {
  await cloud.call("POST", "/control/faults", { body: { kind, match: { listing: true } } });
  await expect(page({ account: "none", region: "local" })).rejects.toMatchObject({ code });
});

test("an account that is asked too often says when to come back, and the others answer", async () => {
  const slow = await startFakeCloud("--rate", "2");
  try {
    const fleet = { accounts: ["busy", "idle"], environments: 2, components: 3 };
    await slow.call("POST", "/control/fleet", { body: fleet });
    const [, watch] = driftAt(slow);
    const list = async (account: string) => await watch.lookAtMany?.({ account, region: "local", signal });
    const [one] = (await list("busy"))?.items ?? [];
    if (one === undefined) throw new Error("nothing was listed");
    const { componentUid, environmentUid, incarnation } = one;
    const subject = { id: { componentUid, environmentUid }, incarnation };
    const details = { retryAfterMs: 1_000 };
    const askUntilRefused = async () => {
      for (let calls = 0; calls < 10; calls += 1) await watch.look(subject, signal);
    };
    await expect(askUntilRefused()).rejects.toMatchObject({ code: "CLOUD_THROTTLED", details });
    await expect(list("busy")).rejects.toMatchObject({ code: "CLOUD_THROTTLED", details });
    expect((await list("idle"))?.items).toHaveLength(3);
  } finally {
    await slow.kill();
  }
});
