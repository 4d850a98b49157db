import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { OrchestratorError } from "../domain/errors.ts";
import { apiUnderTest, AUTHORIZED, type SentRequest, TOKEN } from "../test/api/api-under-test.ts";
import { someEnvironment } from "../test/api/fake-store.ts";

const YAML = { "content-type": "application/yaml" };
const JSON_TYPE = { "content-type": "application/json" };

describe("authentication", () => {
  it.each([
    ["no header", {}, "no Authorization header"],
    ["another scheme", { authorization: `Basic ${TOKEN}` }, '"Bearer TOKEN"'],
    ["an empty token", { authorization: "Bearer " }, '"Bearer TOKEN"'],
    ["another token", { authorization: `Bearer ${TOKEN}x` }, "not this server's"],
    ["a part of the token", { authorization: `Bearer ${TOKEN.slice(0, -1)}` }, "not this server's"],
  ])("refuses %s with 401 and never says the token", async (_, headers, why) => {
    const { api, lines } = apiUnderTest();
    const answer = await api.request("/v1/projects", { headers: headers as Record<string, string> });
    const text = await answer.text();
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toContain("Bearer");
    expect(JSON.parse(text)).toMatchObject({ code: "UNAUTHENTICATED", detail: expect.stringContaining(why) });
    expect(text + lines.join("")).not.toContain(TOKEN.slice(0, -1));
  });

  it("refuses before it tells whether a path exists", async () => {
    const { api } = apiUnderTest();
    expect((await api.request("/v1/nothing-here")).status).toBe(401);
    expect((await api.request("/v1/apply")).status).toBe(401);
  });

  it("takes the token under any spelling of the scheme", async () => {
    const { api } = apiUnderTest();
    const answer = await api.request("/v1/projects", { headers: { authorization: `bearer ${TOKEN}` } });
    expect(answer.status).toBe(200);
  });

  it("asks no token for health", async () => {
    const { api } = apiUnderTest();
    expect(await (await api.request("/healthz")).json()).toEqual({ status: "ok" });
    expect((await api.request("/readyz")).status).toBe(200);
  });
});

describe("problems", () => {
  it("answers what is not there with 404 and what cannot be done there with 405 and Allow", async () => {
    const { send } = apiUnderTest();
    const absent = await send("/v1/nothing");
    expect(absent.status).toBe(404);
    expect(absent.headers.get("content-type")).toBe("application/problem+json");
    const wrong = await send("/v1/environments/shop/dev", { method: "PATCH" });
    expect(wrong.status).toBe(405);
    expect(wrong.headers.get("allow")).toBe("DELETE, GET, HEAD");
    expect(await wrong.json()).toMatchObject({
      code: "METHOD_NOT_ALLOWED",
      type: "https://holdfast.dev/errors/METHOD_NOT_ALLOWED",
    });
  });

  it("says all that a problem has", async () => {
    const { send } = apiUnderTest();
    const answer = await send("/v1/environments/shop/none", {
      headers: { traceparent: `00-${"ab".repeat(16)}-${"1".repeat(16)}-01` },
    });
    expect(answer.headers.get("x-trace-id")).toBe("ab".repeat(16));
    expect(await answer.json()).toEqual({
      type: "https://holdfast.dev/errors/NOT_FOUND",
      title: "Not found",
      status: 404,
      code: "NOT_FOUND",
      detail: 'no environment is called "none" in project "shop"',
      hint: "List what there is: holdfast get KIND",
      traceId: "ab".repeat(16),
    });
  });

  it("makes a trace id where none, or none that is valid, is sent", async () => {
    const { send } = apiUnderTest();
    for (const traceparent of ["", "00-xyz-1-01", `00-${"0".repeat(32)}-${"1".repeat(16)}-01`]) {
      const answer = await send("/v1/version", { headers: { traceparent } });
      expect(answer.headers.get("x-trace-id")).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
    }
  });

  it("tells nothing of a bug but its trace id, and logs the rest under it", async () => {
    const { send, lines } = apiUnderTest({
      store: {
        listProjects: async () => {
          throw new Error("column hunter2 is missing", { cause: new Error("the cause") });
        },
      },
    });
    const answer = await send("/v1/projects");
    const text = await answer.text();
    expect([answer.status, JSON.parse(text).code]).toEqual([500, "INTERNAL"]);
    expect(text).not.toContain("hunter2");
    const [line = "{}"] = lines;
    expect(JSON.parse(line)).toMatchObject({ level: "error", traceId: JSON.parse(text).traceId, path: "/v1/projects" });
    expect(line).toContain("hunter2");
    expect(line).toContain("the cause");
  });

  it("asks to come back later while the database is away", async () => {
    const away = new OrchestratorError("STORE_UNREACHABLE", "the database does not answer");
    const { send } = apiUnderTest({ store: { acceptDelete: () => Promise.reject(away) } });
    const answer = await send("/v1/environments/shop/dev", { method: "DELETE" });
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("5");
    expect(await answer.json()).toMatchObject({ code: "STORE_UNREACHABLE" });
  });

  it.each([
    ["/v1/projects?limit=0", "query/limit: at least 1"],
    ["/v1/projects?limit=501", "query/limit: at most 500"],
    ["/v1/projects?limit=many", "query/limit: a whole number from 1 to 500"],
    ["/v1/events?after=-1", "query/after: a whole number"],
    ["/v1/secrets", "query/project"],
  ])("names the place of a bad query in %s", async (path, place) => {
    const answer = await apiUnderTest().send(path);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: "REQUEST_INVALID", detail: expect.stringContaining(place) });
  });
});

describe("bodies", () => {
  it.each([
    ["/v1/apply", "POST", "text/plain"],
    ["/v1/apply", "POST", ""],
    ["/v1/operations/o1/abandon", "POST", "application/yaml"],
    ["/v1/secrets/shop/key", "PUT", "text/plain"],
    ["/v1/artifacts", "POST", "application/json"],
  ])("%s takes no %s of %s", async (path, method, type) => {
    const headers: Record<string, string> = type === "" ? {} : { "content-type": type };
    const answer = await apiUnderTest().send(path, { method, headers, body: new TextEncoder().encode("{}") });
    expect(answer.status).toBe(415);
    expect(await answer.json()).toMatchObject({ code: "MEDIA_TYPE_UNSUPPORTED" });
  });

  it("refuses more than 1 MiB of documents by its length, unread", async () => {
    const answer = await apiUnderTest().send("/v1/apply", {
      method: "POST",
      headers: YAML,
      body: "#".repeat(2_000_000),
    });
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ code: "BODY_TOO_LARGE", detail: expect.stringContaining("1048576") });
  });

  it("stops reading a body of unknown length at the limit", async () => {
    let read = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        read += 65_536;
        controller.enqueue(new Uint8Array(65_536));
      },
    });
    const init: SentRequest & { duplex: "half" } = { method: "POST", headers: YAML, body: endless, duplex: "half" };
    const answer = await apiUnderTest().send("/v1/apply", init);
    expect(answer.status).toBe(413);
    expect(read).toBeLessThan(1_048_576 + 4 * 65_536);
  });

  it("refuses bytes that are no text", async () => {
    const answer = await apiUnderTest().send("/v1/apply", {
      method: "POST",
      headers: YAML,
      body: new Uint8Array([0xff, 0xfe, 0x00]),
    });
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ code: "DOCUMENT_SYNTAX" });
  });

  it("takes a reason to abandon, and no other body", async () => {
    const { send } = apiUnderTest();
    const abandon = (body: string) => send("/v1/operations/o1/abandon", { method: "POST", headers: JSON_TYPE, body });
    expect((await abandon('{"reason":"stuck"}')).status).toBe(202);
    for (const body of [
      "",
      "{",
      "[]",
      "{}",
      '{"reason":" "}',
      '{"reason":"a","more":1}',
      `{"reason":"${"a".repeat(501)}"}`,
    ]) {
      expect(await (await abandon(body)).json()).toMatchObject({ status: 400, code: "REQUEST_INVALID" });
    }
    expect((await abandon(`{"reason":"${"a".repeat(20_000)}"}`)).status).toBe(413);
  });
});

describe("headers", () => {
  it("answers the caller's Idempotency-Key, and makes one where there is none", async () => {
    const { send } = apiUnderTest();
    const given = await send("/v1/environments/shop/dev/suspend", {
      method: "POST",
      headers: { "idempotency-key": "mine-1" },
    });
    expect(given.headers.get("idempotency-key")).toBe("mine-1");
    const made = await send("/v1/environments/shop/dev/suspend", { method: "POST" });
    expect(made.headers.get("idempotency-key")).toMatch(/^[0-9a-f-]{36}$/);
    expect((await send("/v1/projects")).headers.has("idempotency-key")).toBe(false);
  });

  it.each(["", "a b", "x".repeat(201)])("refuses %j as a key", async (key) => {
    const answer = await apiUnderTest().send("/v1/environments/shop/dev/resume", {
      method: "POST",
      headers: { "idempotency-key": key },
    });
    expect(answer.status).toBe(400);
  });

  it("gives the same request the same digest under a key, and another request another", async () => {
    const digests: string[] = [];
    const store = {
      acceptDelete: async (request: { digest: string }) => {
        digests.push(request.digest);
        return { results: [], isReplay: false };
      },
    };
    const { send } = apiUnderTest({ store });
    for (const [path, ifMatch] of [
      ["dev", "1"],
      ["dev", "1"],
      ["dev", "2"],
      ["prod", "1"],
      ["dev?keep=true", "1"],
    ]) {
      await send(`/v1/environments/shop/${path}`, { method: "DELETE", headers: { "if-match": `"${ifMatch}"` } });
    }
    expect(digests[0]).toBe(digests[1]);
    expect(new Set(digests).size).toBe(4);
  });

  it("answers an environment's generation as its ETag and hands If-Match on", async () => {
    const asked: unknown[] = [];
    const { send } = apiUnderTest({
      store: {
        getEnvironment: async () => someEnvironment(),
        acceptDelete: async (_, target) => {
          asked.push(target);
          return {
            results: [{ kind: "Environment", project: "shop", name: "dev", result: "deleting", operationId: "op-9" }],
            isReplay: false,
          };
        },
      },
    });
    const etag = (await send("/v1/environments/shop/shop-dev")).headers.get("etag") ?? "";
    expect(etag).toBe('"7"');
    const answer = await send("/v1/environments/shop/shop-dev?keep=true", {
      method: "DELETE",
      headers: { "if-match": etag },
    });
    expect(answer.status).toBe(202);
    expect(answer.headers.get("location")).toBe("/v1/operations/op-9");
    expect(asked).toEqual([{ project: "shop", environment: "shop-dev", keep: true, ifGeneration: 7 }]);
  });

  it.each(["7", 'W/"7"', '"seven"'])("refuses If-Match %s", async (ifMatch) => {
    const answer = await apiUnderTest().send("/v1/environments/shop/dev", {
      method: "DELETE",
      headers: { "if-match": ifMatch },
    });
    expect(answer.status).toBe(400);
  });

  it("answers 200 to the deletion of what is gone already", async () => {
    const answer = await apiUnderTest().send("/v1/environments/shop/dev", { method: "DELETE" });
    expect(answer.status).toBe(200);
    expect(answer.headers.has("location")).toBe(false);
  });
});

it("describes every route in one OpenAPI document", async () => {
  const { api } = apiUnderTest();
  const { paths = {} } = api.getOpenAPI31Document({ openapi: "3.1.0", info: { title: "Holdfast", version: "1" } });
  const ids = Object.values(paths).flatMap((path) =>
    Object.values(path as Record<string, { operationId?: string }>).map((one) => one.operationId),
  );
  const routes: string[] = [];
  for await (const file of glob("*/*.ts", { cwd: import.meta.dirname, exclude: ["**/*.test.ts"] })) {
    if (/createRoute\(/.test(await readFile(join(import.meta.dirname, file), "utf8"))) routes.push(file);
  }
  expect(ids).toHaveLength(routes.length);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).not.toContain(undefined);
});

it("lets HEAD ask what GET answers", async () => {
  const { api } = apiUnderTest();
  const answer = await api.request("/v1/projects", { method: "HEAD", headers: AUTHORIZED });
  expect(answer.status).toBe(200);
  expect(await answer.text()).toBe("");
});
