import { createServer, type Server } from "node:net";
import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FakeApi, sendJson, sendProblem, startFakeApi } from "./fake-api.ts";
import { runCli } from "./run-cli.ts";

let api: FakeApi;
beforeAll(async () => void (api = await startFakeApi()));
afterAll(async () => await api[Symbol.asyncDispose]());

/** An address where nothing listens. */
async function closedUrl(): Promise<string> {
  const server: Server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
}

test("a server that is not there: one line with the address, where it comes from, and what to run", async () => {
  const url = await closedUrl();
  const { code, stdout, stderr } = await runCli(["get", "environments"], { url });
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr.split("\n")).toEqual([
    `error: no answer from ${url}: nothing listens there`,
    "hint: the address comes from HOLDFAST_URL",
    "hint: start the server where it belongs (npm start), or look closer: holdfast doctor",
    "",
  ]);
});

test("a wrong token is denied with 4, and says where the token comes from", async () => {
  const { code, stderr } = await runCli(["get", "environments"], { url: api.url, env: { HOLDFAST_TOKEN: "wrong" } });
  expect(code).toBe(4);
  expect(stderr).toContain("(UNAUTHENTICATED)");
  expect(stderr).toContain("the token was taken from HOLDFAST_TOKEN");
  expect(stderr).not.toContain("wrong");
});

test("a server that cannot take work says why and when to try again", async () => {
  api.on("GET /v1/environments", (_request, response) =>
    sendProblem(response, {
      status: 503,
      code: "STORE_UNREACHABLE",
      detail: "the database does not answer",
      hint: "Check the database: holdfast doctor",
    }),
  );
  const { code, stderr } = await runCli(["get", "environments"], { url: api.url });
  expect({ code, lines: stderr.split("\n") }).toEqual({
    code: 1,
    lines: [
      "error: the database does not answer (STORE_UNREACHABLE)",
      "hint: Check the database: holdfast doctor",
      "hint: try again in 5 s",
      "trace: trace-1",
      "",
    ],
  });
});

test("a connection that is closed is tried again, and then named", async () => {
  let attempts = 0;
  api.on("GET /v1/environments", (_request, response) => {
    attempts += 1;
    response.destroy();
  });
  const { code, stderr } = await runCli(["get", "environments"], { url: api.url });
  expect({ code, attempts }).toEqual({ code: 1, attempts: 3 });
  expect(stderr).toContain("the connection was closed before the answer");
});

test("an answer that breaks off in the middle is asked for again", async () => {
  let attempts = 0;
  api.on("GET /v1/projects", (_request, response) => {
    attempts += 1;
    if (attempts > 1) return sendJson(response, { items: [] });
    response.writeHead(200, { "content-length": "100" });
    response.write('{ "items": [', () => response.destroy());
  });
  expect(await runCli(["get", "projects"], { url: api.url })).toMatchObject({ code: 0, stderr: "no projects\n" });
});

test.each([
  { name: "no JSON", status: 200, body: "<html>hello</html>", says: "something that is not JSON" },
  { name: "no problem document", status: 502, body: "<html>bad gateway</html>", says: "answered 502 Bad Gateway" },
  { name: "another place", status: 302, body: "", says: "answered 302" },
])("what is no Holdfast and answers $name is asked about", async ({ status, body, says }) => {
  api.on(
    "GET /v1/environments",
    (_request, response) => void response.writeHead(status, { location: "http://127.0.0.1:1" }).end(body),
  );
  const { code, stderr } = await runCli(["get", "environments"], { url: api.url });
  expect(code).toBe(1);
  expect(stderr).toContain(says);
  expect(stderr).toContain("is this a Holdfast server?");
});

test.each([
  { name: "an unknown command", words: ["aply"], says: "Did you mean apply?" },
  { name: "an unknown option", words: ["get", "envs", "--al"], says: "unknown option '--al'" },
  { name: "a missing argument", words: ["describe"], says: "missing required argument" },
  { name: "a group without a verb", words: ["operations"], says: "Usage: holdfast operations" },
])("$name is a usage error", async ({ words, says }) => {
  const { code, stdout, stderr } = await runCli(words, { url: api.url });
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(says);
});
