import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { httpRequestGate } from "../../activities/gates/http-request.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import { gateWorld, PROMOTION } from "../setup/gate-context.ts";

interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

let asked: Asked[] = [];
let respond: (response: ServerResponse) => void = () => undefined;
const server = createServer((request, response) => void hear(request).then(() => respond(response)));

async function hear(request: IncomingMessage): Promise<void> {
  const { method = "", url = "", headers } = request;
  asked.push({ method, url: new URL(url, "http://a.example"), headers, body: await text(request) });
}

let address: string;

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => void (asked = []));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const json = (status: number, body: unknown, headers: Record<string, string> = {}) => {
  respond = (response) =>
    void response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
};

async function ask(config: JsonObject = {}, world = gateWorld()) {
  const parsed = httpRequestGate.config.parse({ url: `${address}/may-deploy`, ...config });
  return world.keep(await httpRequestGate.evaluate(parsed, world.context()));
}

test("it sends the promotion as JSON, with a key that stays the same when it asks again", async () => {
  json(200, { verdict: "wait", reasons: ["error budget is spent"] });
  const world = gateWorld();
  expect(await ask({}, world)).toEqual({
    verdict: "wait",
    reasons: ["error budget is spent"],
    lookAgainAt: world.nowMs + 30_000,
    output: { status: 200 },
  });
  json(200, { verdict: "pass", reasons: ["ok"] });
  expect(await ask({}, world)).toMatchObject({ verdict: "pass", reasons: ["ok"] });
  const [first, second] = asked;
  expect(first).toMatchObject({ method: "POST" });
  expect(JSON.parse(first?.body ?? "")).toMatchObject({
    id: PROMOTION.id,
    gate: "gate",
    environment: "shop-prod",
    environmentClass: "prod",
    release: "1.1.0",
    previousRelease: "1.0.0",
    plannedChanges: PROMOTION.plannedChanges,
  });
  expect(first?.headers["idempotency-key"]).toMatch(/^hf-/);
  expect(second?.headers["idempotency-key"]).toBe(first?.headers["idempotency-key"]);
});

test("a GET carries the promotion as query parameters", async () => {
  json(200, { verdict: "reject", reasons: ["not today"] });
  expect(await ask({ method: "GET", url: `${address}/may?team=shop` })).toMatchObject({ verdict: "reject" });
  const [{ url, body } = { url: new URL("http://none.example"), body: "-" }] = asked;
  expect(Object.fromEntries(url.searchParams)).toMatchObject({ team: "shop", release: "1.1.0", attempt: "1" });
  expect(body).toBe("");
});

test("a connection gives address and credentials", async () => {
  json(200, { verdict: "pass" });
  const credentials = { token: "t0p" };
  const connection = {
    name: "checks",
    system: "http",
    url: new URL(`${address}/base/`),
    credentials,
    options: {},
  } as const;
  const world = gateWorld({ connections: [connection] });
  const config = httpRequestGate.config.parse({ connection: "checks", path: "/may" });
  expect(await httpRequestGate.evaluate(config, world.context())).toMatchObject({ verdict: "pass" });
  expect(asked[0]).toMatchObject({ headers: { authorization: "Bearer t0p" } });
  expect(asked[0]?.url.pathname).toBe("/base/may");
  expect(httpRequestGate.connections?.(config)).toEqual(["checks"]);
});

test.each([
  { name: "a 500", status: 500, type: "application/json", body: '{"verdict":"pass"}' },
  { name: "a 403", status: 403, type: "application/json", body: '{"verdict":"pass"}' },
  { name: "a 404 with a rejection", status: 404, type: "application/json", body: '{"verdict":"reject"}' },
  { name: "a page in HTML with 200", status: 200, type: "text/html", body: "<html>please log in</html>" },
  { name: "JSON that breaks off", status: 200, type: "application/json", body: '{"verdict":"pa' },
])("$name neither passes nor rejects: it waits and is alarmed", async ({ status, type, body }) => {
  respond = (response) => void response.writeHead(status, { "content-type": type }).end(body);
  const world = gateWorld();
  const answer = await ask({ every: "5m" }, world);
  expect(answer).toMatchObject({ verdict: "wait", isAlarming: true, lookAgainAt: world.nowMs + 300_000 });
});

test("a redirect is not followed", async () => {
  respond = (response) => void response.writeHead(302, { location: `${address}/elsewhere` }).end();
  expect(await ask()).toMatchObject({ verdict: "wait", isAlarming: true });
  expect(asked).toHaveLength(1);
});

test("no answer in time waits and is alarmed", async () => {
  respond = () => undefined;
  expect(await ask({ timeout: "100ms" })).toMatchObject({ verdict: "wait", isAlarming: true });
});

test("an address at which nothing listens waits and is alarmed", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  other.close();
  await once(other, "close");
  expect(await ask({ url: `http://127.0.0.1:${port}/` })).toMatchObject({ verdict: "wait", isAlarming: true });
});

test("one that asks for a pause is not asked before it is over, woken or not", async () => {
  json(429, {}, { "retry-after": "120" });
  const world = gateWorld();
  const answer = await ask({}, world);
  expect(answer).toMatchObject({ verdict: "wait" });
  expect(answer).not.toHaveProperty("isAlarming");
  json(200, { verdict: "pass" });
  world.nowMs += 119_000;
  expect(await ask({}, world)).toMatchObject({ verdict: "wait" });
  expect(asked).toHaveLength(1);
  world.nowMs += 2_000;
  expect(await ask({}, world)).toMatchObject({ verdict: "pass" });
});

test("a cancelled look is no answer", async () => {
  respond = () => undefined;
  const config = httpRequestGate.config.parse({ url: `${address}/` });
  const context = gateWorld().context({ signal: AbortSignal.abort(new Error("stopped")) });
  await expect(httpRequestGate.evaluate(config, context)).rejects.toThrow("stopped");
});

test.each([
  { name: "neither url nor connection", config: {} },
  { name: "both", config: { url: "https://a.example", connection: "checks" } },
  { name: "a path without a connection", config: { url: "https://a.example", path: "/x" } },
  { name: "a path that leads to another host", config: { connection: "checks", path: "//b.example/x" } },
  { name: "another protocol", config: { url: "file:///etc/passwd" } },
])("its config refuses $name", ({ config }) => {
  expect(httpRequestGate.config.safeParse(config).success).toBe(false);
});
