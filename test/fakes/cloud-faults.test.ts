import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startFakeCloud } from "./start-fake-cloud.ts";
import type { FakeCloud } from "./start-fake-cloud.ts";

let cloud: FakeCloud;
beforeAll(async () => {
  cloud = await startFakeCloud("--time-scale", "0.01", "--sigma", "0");
});
afterEach(async () => void (await cloud.call("DELETE", "/control/faults")));
afterAll(async () => await cloud.kill());

const body = { type: "rds", seconds: 1, properties: {} };

async function inject(fault: Record<string, unknown>): Promise<void> {
  expect((await cloud.call("POST", "/control/faults", { body: fault })).status).toBe(201);
}

async function injected(kind: string): Promise<number> {
  const counts = (await cloud.call("GET", "/control/stats")).body["faultsInjected"] as Record<string, number>;
  return counts[kind] ?? 0;
}

async function effectsOf(id: string): Promise<unknown[]> {
  return (await cloud.effects()).filter((effect) => effect["id"] === id).map(({ effect }) => effect);
}

test("500 is answered as often as asked for, without an effect", async () => {
  await inject({ kind: "500", times: 2, match: { method: "PUT", idPrefix: "e500-" } });
  const put = async (id: string) => (await cloud.call("PUT", `/resources/${id}`, { key: id, body })).status;
  expect(await put("e500-a")).toBe(500);
  expect(await put("other")).toBe(202);
  expect(await put("e500-a")).toBe(500);
  expect(await effectsOf("e500-a")).toEqual([]);
  expect(await put("e500-a")).toBe(202);
  expect(await injected("500")).toBe(2);
});

test("429 says when to come back, without an effect", async () => {
  await inject({ kind: "429", retryAfterSeconds: 7, match: { type: "redis" } });
  const redis = { ...body, type: "redis" };
  const refused = await cloud.call("PUT", "/resources/e429", { key: "e429", body: redis });
  expect(refused).toMatchObject({ status: 429, body: { code: "RATE_LIMITED" } });
  expect(refused.headers.get("retry-after")).toBe("7");
  expect(await effectsOf("e429")).toEqual([]);
  expect((await cloud.call("PUT", "/resources/e429", { key: "e429", body: redis })).status).toBe(202);
});

test("drop-answer closes the connection after the effect, and a repeat gets the answer", async () => {
  await inject({ kind: "drop-answer", match: { method: "PUT" } });
  await expect(cloud.call("PUT", "/resources/dropped", { key: "dropped", body })).rejects.toThrow("fetch failed");
  expect(await effectsOf("dropped")).toEqual(["create"]);
  expect(await cloud.call("PUT", "/resources/dropped", { key: "dropped", body })).toMatchObject({
    status: 202,
    body: { id: "dropped", state: "creating" },
  });
  expect(await effectsOf("dropped")).toEqual(["create"]);
});

test("fail ends the creation as failed, with a reason, and the deletion still works", async () => {
  await inject({ kind: "fail", times: "forever", match: { idPrefix: "failing" } });
  await cloud.call("PUT", "/resources/failing", { key: "failing-1", body });
  const failed = await cloud.call("GET", "/resources/failing?waitMs=10000");
  expect(failed.body).toMatchObject({ state: "failed", reason: 'the cloud gave up while creating "failing"' });
  await cloud.call("DELETE", "/resources/failing", { key: "failing-2" });
  expect((await cloud.call("GET", "/resources/failing?waitMs=10000")).status).toBe(404);
  expect(await effectsOf("failing")).toEqual(["create", "delete"]);
});

test("fail of a deletion, asked for by method, leaves the resource failed", async () => {
  await inject({ kind: "fail", match: { method: "DELETE" } });
  await cloud.call("PUT", "/resources/clinging", { key: "clinging-1", body });
  await cloud.call("DELETE", "/resources/clinging", { key: "clinging-2" });
  expect((await cloud.call("GET", "/resources/clinging?waitMs=10000")).body).toMatchObject({
    state: "failed",
    reason: 'the cloud gave up while deleting "clinging"',
  });
});

test("stall gives no answer and has no effect while the client waits", async () => {
  await inject({ kind: "stall", match: { method: "PUT" } });
  const signal = AbortSignal.timeout(300);
  await expect(cloud.call("PUT", "/resources/stalled", { key: "stalled", body, signal })).rejects.toThrow("timeout");
  expect(await injected("stall")).toBe(1);
  expect(await effectsOf("stalled")).toEqual([]);
  expect((await cloud.call("PUT", "/resources/stalled", { key: "stalled", body })).status).toBe(202);
});

test("malformed answers half a document after the effect", async () => {
  await inject({ kind: "malformed", match: { method: "PUT" } });
  await expect(cloud.call("PUT", "/resources/malformed", { key: "malformed", body })).rejects.toThrow(SyntaxError);
  expect(await effectsOf("malformed")).toEqual(["create"]);
  await cloud.call("GET", "/resources/malformed?waitMs=10000");
  await inject({ kind: "malformed" });
  await expect(cloud.call("GET", "/resources/malformed")).rejects.toThrow(SyntaxError);
  await inject({ kind: "malformed", match: { method: "GET" } });
  await expect(cloud.call("GET", "/resources")).rejects.toThrow(SyntaxError);
});

test("never-ready keeps a resource creating until it is deleted", async () => {
  await inject({ kind: "never-ready" });
  await cloud.call("PUT", "/resources/never", { key: "never-1", body: { ...body, seconds: 0 } });
  expect((await cloud.call("GET", "/resources/never?waitMs=200")).body["state"]).toBe("creating");
  await cloud.call("DELETE", "/resources/never", { key: "never-2" });
  expect((await cloud.call("GET", "/resources/never?waitMs=10000")).status).toBe(404);
});

test("stale-read shows a resource as it was before its last change", async () => {
  await cloud.call("PUT", "/resources/stale", { key: "stale-1", body: { ...body, seconds: 100 } });
  await inject({ kind: "stale-read", times: 2, match: { idPrefix: "stale" } });
  expect((await cloud.call("GET", "/resources/stale")).status).toBe(404);
  await inject({ kind: "500", match: { method: "PUT", idPrefix: "none" } });
  expect((await cloud.call("GET", "/resources?prefix=stale")).body).toMatchObject({ items: [{ id: "stale" }] });
  await cloud.call("DELETE", "/control/faults");
  expect((await cloud.call("GET", "/resources/stale?waitMs=10000")).body["state"]).toBe("ready");
  await inject({ kind: "stale-read" });
  expect((await cloud.call("GET", "/resources/stale?waitMs=10000")).body["state"]).toBe("creating");
  expect((await cloud.call("GET", "/resources/stale?waitMs=10000")).body["state"]).toBe("ready");
  expect(await injected("stale-read")).toBe(2);
});

test("a fault that goes on forever ends when faults are cleared", async () => {
  await inject({ kind: "500", times: "forever", match: { method: "GET" } });
  for (let call = 0; call < 5; call += 1) expect((await cloud.call("GET", "/resources")).status).toBe(500);
  await cloud.call("DELETE", "/control/faults");
  expect((await cloud.call("GET", "/resources")).status).toBe(200);
});
