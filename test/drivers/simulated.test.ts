import { afterAll, beforeAll, expect, test } from "vitest";
import { simulatedDriver } from "../../activities/components/simulated/driver.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import { makeSubject, newToken, removal, removeUntilGone } from "../contracts/driver.ts";
import { startFakeCloud, type FakeCloud } from "../fakes/start-fake-cloud.ts";

const signal = new AbortController().signal;
let cloud: FakeCloud;
let driver: ReturnType<typeof simulatedDriver>;

beforeAll(async () => {
  cloud = await startFakeCloud("--time-scale", "0.01", "--sigma", "0");
  driver = simulatedDriver({ cloudUrl: new URL(cloud.url), fetch, timeScale: 0.01 });
});
afterAll(async () => await cloud.kill());

const resource = (config: JsonObject = {}) =>
  makeSubject(driver.config.parse({ type: "queue", seconds: 5, ...config }));
const inject = async (fault: JsonObject) => await cloud.call("POST", "/control/faults", { body: fault });
const nameOf = (subject: ReturnType<typeof resource>) => `${subject.id.componentUid}-i${subject.incarnation}`;

test("a look blocks until the resource is ready, and not much longer", async () => {
  const subject = resource({ seconds: 20 });
  await driver.apply(subject, signal);
  expect(await driver.observe(subject, { waitMs: 0, signal })).toMatchObject({
    state: "changing",
    reason: expect.stringContaining("creating"),
  });
  const startedAt = Date.now();
  expect(await driver.observe(subject, { waitMs: 10_000, signal })).toMatchObject({ state: "ready" });
  expect(Date.now() - startedAt).toBeLessThan(5_000);
});

test("the first guess of a duration is what the config says, in real time", () => {
  expect(driver.expectedMs({ seconds: 540 })).toBe(5_400);
  expect(driver.expectedMs({ seconds: "${parameters.seconds}" })).toBe(10_000);
});

test("a resource that failed says why, and another config gets it out of there", async () => {
  const subject = resource({ properties: { size: 1 } });
  await inject({ kind: "fail", match: { idPrefix: nameOf(subject) } });
  await driver.apply(subject, signal);
  const failed = { state: "failed", code: "COMPONENT_FAILED", reason: expect.stringContaining("gave up") };
  await expect.poll(async () => await driver.observe(subject, { waitMs: 500, signal })).toMatchObject(failed);
  const changed = { ...subject, token: newToken(), config: { ...subject.config, properties: { size: 2 } } };
  expect(await driver.observe(changed, { waitMs: 0, signal })).toMatchObject({ state: "differs", replace: false });
  await driver.apply(changed, signal);
  await expect
    .poll(async () => await driver.observe(changed, { waitMs: 500, signal }))
    .toMatchObject({ state: "ready" });
});

test("another type is to be replaced", async () => {
  const subject = resource();
  await driver.apply(subject, signal);
  await expect
    .poll(async () => await driver.observe(subject, { waitMs: 500, signal }))
    .toMatchObject({ state: "ready" });
  const changed = { ...subject, config: { ...subject.config, type: "topic" } };
  expect(await driver.observe(changed, { waitMs: 0, signal })).toEqual({
    state: "differs",
    fields: ["config.type"],
    replace: true,
  });
});

test.each([
  { name: "a 500", fault: { kind: "500" }, code: "CLOUD_UNREACHABLE" },
  { name: "an answer that does not come", fault: { kind: "drop-answer" }, code: "CLOUD_UNREACHABLE" },
  { name: "an answer that is no JSON", fault: { kind: "malformed" }, code: "CLOUD_UNREACHABLE" },
  {
    name: "a 429",
    fault: { kind: "429", retryAfterSeconds: 3 },
    code: "CLOUD_THROTTLED",
    details: { retryAfterMs: 3_000 },
  },
])("$name is $code, and the repeat makes one resource", async ({ fault, code, details }) => {
  const subject = resource();
  await inject({ ...fault, match: { method: "PUT", idPrefix: nameOf(subject) } });
  await expect(driver.apply(subject, signal)).rejects.toMatchObject(
    details === undefined ? { code } : { code, details },
  );
  await driver.apply(subject, signal);
  await expect
    .poll(async () => await driver.observe(subject, { waitMs: 500, signal }))
    .toMatchObject({ state: "ready" });
  const made = (await cloud.effects()).filter(({ id, effect }) => id === nameOf(subject) && effect === "create");
  expect(made).toHaveLength(1);
});

test("a change of what is still being made is to be asked again soon", async () => {
  const subject = resource({ seconds: 100 });
  await driver.apply(subject, signal);
  const changed = { ...subject, token: newToken(), config: { ...subject.config, properties: { size: 2 } } };
  await expect(driver.apply(changed, signal)).rejects.toMatchObject({
    code: "CLOUD_THROTTLED",
    details: { retryAfterMs: 250 },
  });
});

test("a cloud that is away is CLOUD_UNREACHABLE", async () => {
  const away = simulatedDriver({ cloudUrl: new URL("http://127.0.0.1:9"), fetch });
  await expect(away.observe(resource(), { waitMs: 0, signal })).rejects.toMatchObject({ code: "CLOUD_UNREACHABLE" });
});

test("a cell without a simulated cloud says so", async () => {
  const none = simulatedDriver({ cloudUrl: undefined, fetch });
  await expect(none.observe(resource(), { waitMs: 0, signal })).rejects.toMatchObject({
    code: "CLOUD_MISSING",
    message: "this cell has no simulated cloud",
  });
});

test("a cancellation ends a blocking look as a cancellation", async () => {
  const subject = resource({ seconds: 1_000 });
  await driver.apply(subject, signal);
  const cancel = new AbortController();
  const looking = driver.observe(subject, { waitMs: 15_000, signal: cancel.signal });
  cancel.abort(new Error("cancelled"));
  await expect(looking).rejects.toThrow("cancelled");
});

test("the removal of a component takes the resources of every incarnation", async () => {
  const first = resource();
  const second = { ...first, incarnation: 2, token: newToken() };
  for (const subject of [first, second]) await driver.apply(subject, signal);
  await removeUntilGone(driver, removal(second, "component"));
  for (const subject of [first, second])
    expect(await driver.observe(subject, { waitMs: 0, signal })).toEqual({ state: "absent" });
});

test("a resource that sleeps stays with a tag, and is woken by converging it", async () => {
  const subject = resource({ properties: { size: 1 } });
  await driver.apply(subject, signal);
  const look = async () => await driver.observe(subject, { waitMs: 500, signal });
  await expect.poll(look).toMatchObject({ state: "ready" });
  const { id, incarnation } = subject;
  const sleep = async () => await driver.sleep?.({ id, incarnation, token: "sleep-1" }, signal);
  await expect.poll(sleep).toBe("asleep");
  expect(await sleep()).toBe("asleep");
  expect(await look()).toEqual({ state: "differs", fields: ["tags.asleep"], replace: false });
  await driver.apply({ ...subject, token: newToken() }, signal);
  await expect.poll(look).toMatchObject({ state: "ready" });
});

test("what is not there sleeps already", async () => {
  const { id, incarnation } = resource();
  expect(await driver.sleep?.({ id, incarnation, token: "sleep-2" }, signal)).toBe("asleep");
});
