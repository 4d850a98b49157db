import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { startFakeServiceNow } from "./start-fake-servicenow.ts";
import type { FakeServiceNow } from "./start-fake-servicenow.ts";

const CHANGE = "/api/sn_chg_rest/change";
const SIM = "/__sim/servicenow";

let instance: FakeServiceNow;
beforeAll(async () => {
  instance = await startFakeServiceNow();
});
afterEach(async () => {
  await instance.call("DELETE", `${SIM}/faults`);
  await instance.call("DELETE", `${SIM}/settings`);
});
afterAll(async () => await instance.stop());

async function inject(fault: Record<string, unknown>): Promise<void> {
  expect((await instance.call("POST", `${SIM}/faults`, { body: fault })).status).toBe(201);
}

async function create(key: string, signal?: AbortSignal) {
  const body = { short_description: key, correlation_id: key };
  return await instance.call("POST", `${CHANGE}/normal`, signal === undefined ? { body } : { body, signal });
}

async function creations(key: string): Promise<number> {
  return (await instance.truth()).filter((effect) => effect.effect === "create" && effect.correlationId === key).length;
}

async function hits(): Promise<unknown[]> {
  const { body } = await instance.call("GET", `${SIM}/faults`);
  return (body["faults"] as { hits: number }[]).map((fault) => fault.hits);
}

test.each([
  { kind: "500", status: 500 },
  { kind: "503", status: 503 },
  { kind: "429", status: 429 },
  { kind: "401", status: 401 },
  { kind: "html-200", status: 200 },
  { kind: "html-503", status: 503 },
  { kind: "login-redirect", status: 302 },
])("$kind is answered as often as asked for, without an effect", async ({ kind, status }) => {
  const key = `hf-${kind}`;
  await inject({ kind, times: 2, match: { method: "POST", path: "/change/normal", body: key } });
  expect((await create("hf-other")).status).toBe(200);
  for (let time = 0; time < 2; time += 1) {
    const { status: answered, body } = await create(key);
    expect(answered).toBe(status);
    expect(body).not.toHaveProperty("result");
  }
  expect(await creations(key)).toBe(0);
  expect(await hits()).toEqual([2]);
  expect((await create(key)).body).toHaveProperty("result");
  expect(await creations(key)).toBe(1);
});

test("429 and 503 say when to come back, in the form asked for", async () => {
  await inject({ kind: "429", retryAfter: 1200 });
  const refused = await instance.call("GET", CHANGE);
  expect(refused.headers.get("retry-after")).toBe("1200");
  expect(Number(refused.headers.get("x-ratelimit-reset"))).toBeGreaterThan(Date.now() / 1000 + 1100);
  await inject({ kind: "503", retryAfter: "Wed, 21 Oct 2026 07:28:00 GMT" });
  expect((await instance.call("GET", CHANGE)).headers.get("retry-after")).toBe("Wed, 21 Oct 2026 07:28:00 GMT");
  await inject({ kind: "429", retryAfter: null });
  expect((await instance.call("GET", CHANGE)).headers.get("retry-after")).toBeNull();
});

test("a timeout after the effect never answers, and the change is there once", async () => {
  await inject({ kind: "timeout-after-effect", match: { method: "POST" } });
  await expect(create("hf-lost", AbortSignal.timeout(200))).rejects.toThrow("timeout");
  expect(await creations("hf-lost")).toBe(1);
  const { body } = await instance.call("GET", `${CHANGE}?sysparm_query=correlation_id=hf-lost`);
  expect(body["result"]).toHaveLength(1);
  await vi.waitFor(async () => {
    const { requests } = (await instance.call("GET", `${SIM}/requests`)).body as { requests: object[] };
    expect(requests).toContainEqual(expect.objectContaining({ fault: "timeout-after-effect", status: 0 }));
  });
});

test("a timeout before the effect never answers, and nothing has happened", async () => {
  await inject({ kind: "timeout-before-effect", match: { method: "POST" } });
  await expect(create("hf-never", AbortSignal.timeout(200))).rejects.toThrow("timeout");
  expect(await creations("hf-never")).toBe(0);
});

test.each([
  { kind: "reset-after-effect", count: 1 },
  { kind: "reset-before-effect", count: 0 },
])("$kind closes the connection", async ({ kind, count }) => {
  await inject({ kind, match: { method: "POST" } });
  await expect(create(`hf-${kind}`)).rejects.toThrow("fetch failed");
  expect(await creations(`hf-${kind}`)).toBe(count);
});

test.each([
  { fault: { kind: "html-503", afterEffect: true }, status: 503 },
  { fault: { kind: "500", afterEffect: true }, status: 500 },
  { fault: { kind: "truncated" }, status: 200 },
])("$fault hides an effect", async ({ fault, status }) => {
  const key = `hf-hidden-${fault.kind}`;
  await inject({ ...fault, match: { method: "POST" } });
  const answer = await create(key);
  expect(answer.status).toBe(status);
  expect(answer.body).not.toHaveProperty("result");
  expect(await creations(key)).toBe(1);
});

test("slow answers late, and a fault can let calls pass first", async () => {
  await inject({ kind: "slow", delayMs: 150, skip: 1, match: { method: "GET" } });
  const took = async () => {
    const from = performance.now();
    expect((await instance.call("GET", CHANGE)).status).toBe(200);
    return performance.now() - from;
  };
  await took();
  expect(await hits()).toEqual([0]);
  expect(await took()).toBeGreaterThanOrEqual(145);
  expect(await hits()).toEqual([1]);
});

test("a fault that goes on for ever ends when faults are cleared", async () => {
  await inject({ kind: "503", times: "forever" });
  for (let time = 0; time < 3; time += 1) expect((await instance.call("GET", CHANGE)).status).toBe(503);
  await instance.call("DELETE", `${SIM}/faults`);
  expect((await instance.call("GET", CHANGE)).status).toBe(200);
});

test("a call says who it is and what it speaks", async () => {
  const status = async (headers: Record<string, string>, user: string | null = "holdfast") => {
    return (await instance.call("POST", `${CHANGE}/normal`, { body: "{}", user, headers })).status;
  };
  expect(await status({}, null)).toBe(401);
  expect(await status({}, "stranger")).toBe(401);
  expect(await status({ authorization: "Bearer nonsense" })).toBe(401);
  expect(await status({ "content-type": "text/plain" })).toBe(415);
  expect(await status({ accept: "text/html" })).toBe(406);
  const noType = await fetch(`${instance.url}${CHANGE}/normal`, {
    method: "POST",
    headers: { accept: "application/json", authorization: `Basic ${btoa("holdfast:holdfast")}` },
  });
  expect(noType.status).toBe(400);
});

async function token(form: Record<string, string>, json = false) {
  const client = { client_id: "holdfast", client_secret: "holdfast", ...form };
  const headers = json ? { "content-type": "application/json" } : undefined;
  const body = json ? JSON.stringify(client) : new URLSearchParams(client);
  const response = await fetch(`${instance.url}/oauth_token.do`, {
    method: "POST",
    body,
    ...(headers ? { headers } : {}),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function statusWith(accessToken: unknown): Promise<number> {
  return (await instance.call("GET", CHANGE, { headers: { authorization: `Bearer ${String(accessToken)}` } })).status;
}

test("tokens are given to forms alone, and stay the same until they expire", async () => {
  const user = { grant_type: "password", username: "holdfast", password: "holdfast" };
  expect(await token(user, true)).toMatchObject({ status: 401, body: { error_description: "access_denied" } });
  expect((await token({ ...user, password: "wrong" })).status).toBe(401);
  const first = await token(user);
  expect(first.body).toMatchObject({ token_type: "Bearer", refresh_token: expect.any(String) });
  expect(Number(first.body["expires_in"])).toBeGreaterThan(1790);
  expect((await token(user)).body["access_token"]).toBe(first.body["access_token"]);
  const refresh = { grant_type: "refresh_token", refresh_token: String(first.body["refresh_token"]) };
  expect((await token(refresh)).body["access_token"]).toBe(first.body["access_token"]);
  expect(await statusWith(first.body["access_token"])).toBe(200);
  const client = await token({ grant_type: "client_credentials" });
  expect(client.body).not.toHaveProperty("refresh_token");
  expect(await statusWith(client.body["access_token"])).toBe(200);
});

test("a token that was revoked is refused, and a refresh brings another one", async () => {
  const { body } = await token({ grant_type: "password", username: "holdfast", password: "holdfast" });
  await instance.call("POST", `${SIM}/tokens/revoke`, { body: { keepRefresh: true } });
  expect(await statusWith(body["access_token"])).toBe(401);
  const refresh = { grant_type: "refresh_token", refresh_token: String(body["refresh_token"]) };
  const renewed = await token(refresh);
  expect(renewed.body["access_token"]).not.toBe(body["access_token"]);
  expect(await statusWith(renewed.body["access_token"])).toBe(200);
  await instance.call("POST", `${SIM}/tokens/revoke`, { body: {} });
  expect((await token(refresh)).status).toBe(401);
});

test("a token expires after its lifetime", async () => {
  await instance.call("PATCH", `${SIM}/settings`, { body: { accessTokenSeconds: 1 } });
  await instance.call("POST", `${SIM}/tokens/revoke`, { body: {} });
  const { body } = await token({ grant_type: "client_credentials" });
  expect(await statusWith(body["access_token"])).toBe(200);
  await vi.waitFor(async () => expect(await statusWith(body["access_token"])).toBe(401), {
    timeout: 3000,
    interval: 100,
  });
});
