import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FakeApi, sendJson, startFakeApi, TOKEN } from "./fake-api.ts";
import { emptyDirectory, runCli } from "./run-cli.ts";

const VERSION = (
  JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8")) as { version: string }
).version;
let api: FakeApi;
beforeAll(async () => {
  api = await startFakeApi();
  api.on("GET /healthz", (_request, response) => sendJson(response, { status: "ok" }));
  api.on("GET /v1/version", (_request, response) =>
    sendJson(response, { version: VERSION, apiVersion: "holdfast.dev/v1" }),
  );
  ready(true);
});
afterAll(async () => await api[Symbol.asyncDispose]());

function ready(ok: boolean): void {
  const checks = [
    { name: "database", ok: true },
    { name: "temporal", ok, ...(ok ? {} : { reason: "127.0.0.1:7233 does not answer" }) },
  ];
  api.on("GET /readyz", (_request, response) =>
    sendJson(response, { status: ok ? "ready" : "not ready", checks }, ok ? 200 : 503),
  );
}

test("doctor says ok for everything, and where server and token were found", async () => {
  ready(true);
  const { code, stdout, stderr } = await runCli(["doctor"], { url: api.url });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const lines = stdout.split("\n").map((line) => line.replaceAll(/ +/g, " "));
  expect(lines).toContain(`ok server ${api.url}, from HOLDFAST_URL`);
  expect(lines).toContain("ok token from HOLDFAST_TOKEN");
  expect(lines).toContain("ok ready: temporal ok");
  expect(lines).toContain(`ok version CLI ${VERSION}, server ${VERSION}`);
  expect(stdout).not.toContain(TOKEN);
});

test("doctor names what is not ready and why, and ends with 1", async () => {
  ready(false);
  const { code, stdout, stderr } = await runCli(["doctor"], { url: api.url });
  expect(code).toBe(1);
  expect(stdout).toMatch(/FAIL +ready: temporal +127\.0\.0\.1:7233 does not answer/);
  expect(stderr).toContain("ready: temporal");
});

test("doctor without a server says what to do", async () => {
  const { code, stdout } = await runCli(["doctor"]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/FAIL +server +no server/);
  expect(stdout).toContain("run npm start in a checkout");
});

test("doctor of a server that does not answer says so and stops there", async () => {
  const { code, stdout } = await runCli(["doctor", "-o", "json"], { url: "http://127.0.0.1:9" });
  const { checks } = JSON.parse(stdout) as { checks: { name: string; ok: boolean }[] };
  expect(code).toBe(1);
  expect(checks.at(-1)).toMatchObject({ name: "reachable", ok: false });
});

test("doctor finds a wrong token and a token that others can read", async () => {
  ready(true);
  const cwd = emptyDirectory();
  mkdirSync(join(cwd, ".holdfast"));
  writeFileSync(join(cwd, ".holdfast", "server.json"), JSON.stringify({ url: api.url, tokenFile: "token" }));
  writeFileSync(join(cwd, ".holdfast", "token"), "stale");
  chmodSync(join(cwd, ".holdfast", "token"), 0o644);
  const { code, stdout } = await runCli(["doctor"], { cwd });
  expect(code).toBe(1);
  expect(stdout).toContain("chmod 600");
  expect(stdout).toContain("the server refuses the token");
});

test("version prints both versions, and is content without a server", async () => {
  expect((await runCli(["version"], { url: api.url })).stdout).toBe(
    `holdfast ${VERSION}\nserver ${VERSION}, API holdfast.dev/v1, at ${api.url}\n`,
  );
  expect(await runCli(["version"])).toMatchObject({ code: 0, stdout: `holdfast ${VERSION}\n` });
});
