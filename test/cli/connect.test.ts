import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type FakeApi, serveViews, startFakeApi, TOKEN } from "./fake-api.ts";
import { emptyDirectory, runCli } from "./run-cli.ts";
import { projectView } from "./views.ts";

let api: FakeApi;
let other: FakeApi;
beforeAll(async () => {
  [api, other] = [await startFakeApi(), await startFakeApi()];
  for (const each of [api, other]) serveViews(each, { projects: [projectView("shop")] });
});
afterAll(async () => await Promise.all([api, other].map(async (each) => await each[Symbol.asyncDispose]())));
beforeEach(() => [api, other].forEach((each) => (each.requests.length = 0)));

/** A directory below one with `.holdfast/`. */
function checkout(server: unknown, token = TOKEN): string {
  const root = emptyDirectory();
  const below = join(root, "a", "b");
  mkdirSync(below, { recursive: true });
  mkdirSync(join(root, ".holdfast"));
  writeFileSync(join(root, ".holdfast", "server.json"), typeof server === "string" ? server : JSON.stringify(server));
  writeFileSync(join(root, ".holdfast", "token"), `${token}\n`, { mode: 0o600 });
  return below;
}

/** A directory of configuration with contexts. */
function contexts(text: string): Readonly<Record<string, string>> {
  const config = emptyDirectory();
  mkdirSync(join(config, "holdfast"));
  writeFileSync(join(config, "holdfast", "config.yaml"), text);
  writeFileSync(join(config, "holdfast", "work.token"), `${TOKEN}\n`);
  return { XDG_CONFIG_HOME: config };
}

const work = (url: string) => contexts(`current: work\ncontexts: { work: { url: "${url}", tokenFile: work.token } }`);

test("the server is found in the nearest .holdfast/ above, with its token", async () => {
  const { code, stdout } = await runCli(["get", "projects", "-o", "name"], {
    cwd: checkout({ url: api.url, tokenFile: "token" }),
  });
  expect({ code, stdout }).toEqual({ code: 0, stdout: "project/shop\n" });
});

test.each([
  {
    name: "the flag wins over everything",
    words: () => ["--server", api.url, "--token", TOKEN],
    env: () => ({ HOLDFAST_URL: other.url, ...work(other.url) }),
  },
  {
    name: "HOLDFAST_URL wins over the context",
    words: () => [],
    env: () => ({ HOLDFAST_URL: api.url, HOLDFAST_TOKEN: TOKEN, ...work(other.url) }),
  },
  { name: "the context wins over .holdfast/", words: () => [], env: () => work(api.url) },
  {
    name: "--context wins over HOLDFAST_URL",
    words: () => ["--context", "work"],
    env: () => ({ HOLDFAST_URL: other.url, ...work(api.url) }),
  },
  {
    name: "a kept token serves its own address, however that is named",
    words: () => ["--server", api.url],
    env: () => work(api.url),
  },
])("$name", async ({ words, env }) => {
  const cwd = checkout({ url: other.url, tokenFile: "token" });
  const { code, stderr } = await runCli(["get", "projects", ...words()], { cwd, env: env() });
  expect({ code, stderr, asked: [api, other].map(({ requests }) => requests.length) }).toEqual({
    code: 0,
    stderr: "",
    asked: [1, 0],
  });
});

test("a kept token never goes to another address", async () => {
  const { code, stderr } = await runCli(["get", "projects"], {
    cwd: checkout({ url: other.url }),
    env: { HOLDFAST_URL: api.url },
  });
  expect(code).toBe(4);
  expect(api.requests[0]?.headers.authorization).toBeUndefined();
  expect(stderr).toContain("no token was found");
});

test.each([
  {
    name: "nothing is found",
    files: undefined,
    env: {},
    code: 1,
    says: "no server: run npm start in a checkout, or set HOLDFAST_URL",
  },
  {
    name: "the address is none",
    files: undefined,
    env: { HOLDFAST_URL: "localhost:4400" },
    code: 1,
    says: "(from HOLDFAST_URL)",
  },
  {
    name: "the address holds a password",
    files: undefined,
    env: { HOLDFAST_URL: "http://me:pw@127.0.0.1:1" },
    code: 1,
    says: "holds a name or password",
  },
  { name: "server.json is not JSON", files: "{", env: {}, code: 1, says: "server.json is not JSON" },
  { name: "server.json names no address", files: {}, env: {}, code: 1, says: 'names no "url"' },
  {
    name: ".holdfast/ names another machine",
    files: { url: "http://evil.example" },
    env: {},
    code: 1,
    says: "which is not this machine",
  },
  {
    name: "the token could break the request",
    files: undefined,
    env: { HOLDFAST_URL: "http://127.0.0.1:1", HOLDFAST_TOKEN: "a\nb" },
    code: 1,
    says: "HOLDFAST_TOKEN",
  },
])("one clear error when $name", async ({ files, env, code, says }) => {
  const result = await runCli(["get", "projects"], { env, ...(files === undefined ? {} : { cwd: checkout(files) }) });
  expect(result).toMatchObject({ code, stdout: "" });
  expect(result.stderr).toContain(says);
  expect(result.stderr).not.toMatch(/\n {4}at |pw@/);
});

test("contexts are set, listed and used, and the token is kept where only its owner reads", async () => {
  const config = emptyDirectory();
  const env = { XDG_CONFIG_HOME: config };
  const run = async (words: readonly string[], input = "") => await runCli(["context", ...words], { env, input });
  expect((await run(["set", "work", "--url", api.url, "--token-stdin"], `${TOKEN}\n`)).code).toBe(0);
  expect((await run(["set", "spare", "--url", other.url])).stderr).toContain("holdfast context use spare");
  expect((await run(["list"])).stdout).toMatch(/^\* +work +http/m);
  expect((await runCli(["get", "projects", "-o", "name"], { env })).stdout).toBe("project/shop\n");
  expect(statSync(join(config, "holdfast", "work.token")).mode & 0o777).toBe(0o600);
  expect(statSync(join(config, "holdfast", "config.yaml")).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(config, "holdfast", "config.yaml"), "utf8")).not.toContain(TOKEN);
  expect((await run(["use", "wrok"])).stderr).toContain('did you mean "work"?');
  expect((await run(["use", "spare"])).code).toBe(0);
  expect((await runCli(["get", "projects"], { env })).code).toBe(4);
});

test("a context whose address changes does not take its token along", async () => {
  const config = emptyDirectory();
  const env = { XDG_CONFIG_HOME: config };
  await runCli(["context", "set", "work", "--url", api.url, "--token-stdin"], { env, input: TOKEN });
  await runCli(["context", "set", "work", "--url", other.url], { env });
  expect((await runCli(["get", "projects"], { env })).code).toBe(4);
  expect(other.requests[0]?.headers.authorization).toBeUndefined();
});
