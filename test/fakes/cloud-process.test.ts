import { execFile } from "node:child_process";
import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { drawSeconds } from "../../fakes/cloud/draw-duration.ts";
import { startFakeCloud } from "./start-fake-cloud.ts";
import type { FakeCloud } from "./start-fake-cloud.ts";

let stateDir: string;
const started: FakeCloud[] = [];
beforeEach(async () => void (stateDir = await mkdtemp(join(tmpdir(), "fake-cloud-"))));
afterEach(async () => {
  await Promise.all(started.splice(0).map(async (cloud) => await cloud.kill()));
  await rm(stateDir, { recursive: true });
});

async function start(...flags: string[]): Promise<FakeCloud> {
  const cloud = await startFakeCloud(...flags);
  started.push(cloud);
  return cloud;
}

const wish = (seconds: number, size = "small") => ({ type: "rds", seconds, properties: { size } });

test("a kill loses neither resources, nor answers, nor the clock of what is in flight", async () => {
  const flags = ["--state-dir", stateDir, "--time-scale", "0.01", "--sigma", "0"];
  const first = await start(...flags);
  await first.call("PUT", "/resources/done", { key: "done-1", body: wish(0) });
  const done = await first.call("GET", "/resources/done?waitMs=10000");
  await first.call("PUT", "/resources/done", { key: "done-kept", body: wish(0) });
  await first.call("PUT", "/resources/done", { key: "done-2", body: wish(0, "large") });
  await first.call("PUT", "/resources/quick", { key: "quick", body: wish(20) });
  const slow = await first.call("PUT", "/resources/slow", { key: "slow", body: wish(150) });
  await first.call("PUT", "/resources/slowest", { key: "slowest", body: wish(100_000) });
  await first.call("PUT", "/resources/gone", { key: "gone-1", body: wish(0) });
  await first.call("DELETE", "/resources/gone", { key: "gone-2" });
  await first.call("POST", "/control/resources/quick", { body: { action: "set", properties: { size: "odd" } } });
  const effects = await first.effects();
  await first.kill();
  const killedAt = Date.now();
  await vi.waitFor(() => expect(Date.now() - killedAt).toBeGreaterThan(250));

  const second = await start(...flags, "--port", String(first.port));
  expect(second.port).toBe(first.port);
  expect(await second.effects()).toEqual(effects);
  const read = async (id: string, query = "") => await second.call("GET", `/resources/${id}${query}`);
  expect((await read("done")).body).toMatchObject({ state: "ready", properties: { size: "large" } });
  expect((await read("done")).body["secretOutputs"]).toEqual(done.body["secretOutputs"]);
  expect((await read("quick")).body).toMatchObject({ state: "ready", properties: { size: "odd" } });
  expect((await read("gone")).status).toBe(404);
  expect((await read("slowest")).body["state"]).toBe("creating");
  const ready = (await read("slow", "?waitMs=10000")).body;
  expect(ready["state"]).toBe("ready");
  expect(Number(ready["changedAt"]) - Number(ready["createdAt"])).toBe(1500);

  // Repeats of every kind answer as before, without an effect.
  expect(await second.call("PUT", "/resources/slow", { key: "slow", body: wish(150) })).toMatchObject({
    status: 202,
    body: slow.body,
  });
  await second.call("PUT", "/resources/done", { key: "done-kept", body: wish(0) });
  const reused = await second.call("PUT", "/resources/done", { key: "done-1", body: wish(1) });
  expect(reused.body["code"]).toBe("IDEMPOTENCY_KEY_REUSED");
  expect(await second.effects()).toEqual(effects);
  const stats = await second.call("GET", "/control/stats");
  expect(stats.body).toMatchObject({
    effects: { create: 5, update: 1, delete: 1 },
    outsideEffects: { create: 0, update: 1, delete: 0 },
    idempotentRepeats: 2,
  });
});

test("every answered effect is on disk once, whenever the kill comes", async () => {
  const cloud = await start("--state-dir", stateDir);
  const answered: string[] = [];
  const put = async (id: string) => {
    const { status } = await cloud.call("PUT", `/resources/${id}`, { key: id, body: wish(100) });
    if (status === 202) answered.push(id);
    if (answered.length === 100) await cloud.kill();
  };
  // Each lane puts one after the other until nobody answers, so the kill comes while others are under way.
  const lane = async (name: number) => {
    for (let next = 0; ; next += 1) await put(`id-${name}-${next}`);
  };
  const ends = await Promise.allSettled(Array.from({ length: 50 }, async (_, index) => await lane(index)));
  expect(ends.map(({ status }) => status)).toEqual(ends.map(() => "rejected"));
  expect(answered.length).toBeGreaterThanOrEqual(100);

  // A kill between the two halves of a write leaves a line without an end.
  await appendFile(join(stateDir, "effects.jsonl"), '{"at":1,"effect":"create","id":"half');
  const again = await start("--state-dir", stateDir);
  await again.call("PUT", "/resources/last", { key: "last", body: wish(100) });
  const ids = (await again.effects()).map(({ id }) => String(id));
  expect(new Set(ids).size).toBe(ids.length);
  expect(answered.filter((id) => !ids.includes(id))).toEqual([]);
  expect(ids.at(-1)).toBe("last");
  const lines = (await readFile(join(stateDir, "effects.jsonl"), "utf8")).split("\n").slice(0, -1);
  expect(lines.map((line) => JSON.parse(line).id)).toEqual(ids);
});

test("durations follow the seed and the id, not the order of calls", async () => {
  const seconds = async (ids: readonly string[]) => {
    const cloud = await start("--seed", "42", "--time-scale", "0.001");
    for (const id of ids) await cloud.call("PUT", `/resources/${id}`, { key: id, body: wish(100) });
    const effects = await cloud.effects();
    return ids.toSorted().map((id) => effects.find((effect) => effect["id"] === id)?.["seconds"]);
  };
  const drawn = ["a", "b", "c"].map((id) => drawSeconds({ seed: 42, id, seconds: 100 }));
  expect(await seconds(["a", "b", "c"])).toEqual(drawn);
  expect(await seconds(["c", "a", "b"])).toEqual(drawn);
});

test("the rate limit holds each account to its burst, and lets it go on later", async () => {
  const cloud = await start("--rate", "5");
  const read = async (account: string) => {
    return await cloud.call("GET", "/resources", { headers: { "x-account": account } });
  };
  const answers = await Promise.all(Array.from({ length: 20 }, async () => await read("one")));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThanOrEqual(13);
  expect(refused.length).toBeLessThanOrEqual(15);
  expect(refused[0]).toMatchObject({ body: { code: "RATE_LIMITED" } });
  expect(refused[0]?.headers.get("retry-after")).toBe("1");
  expect((await read("two")).status).toBe(200);
  expect((await cloud.call("GET", "/control/stats")).body["rateLimited"]).toBe(refused.length);
  await vi.waitFor(async () => expect((await read("one")).status).toBe(200), { interval: 100 });
});

test.each([
  { args: ["--colour", "red"], environment: {}, problem: "--colour" },
  { args: ["--port", "many"], environment: {}, problem: "--port" },
  { args: ["--time-scale", "0"], environment: {}, problem: "--time-scale" },
  { args: [], environment: { FAKE_CLOUD_SIGMA: "-1" }, problem: "--sigma" },
])("it does not start with $args $environment, and says why", async ({ args, environment, problem }) => {
  const main = new URL("../../fakes/cloud/main.ts", import.meta.url).pathname;
  const run = promisify(execFile)(process.execPath, [main, ...args], { env: { ...process.env, ...environment } });
  await expect(run).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining(problem) });
});
