import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type FakeApi, sendJson, sendProblem, serveViews, startFakeApi } from "./fake-api.ts";
import { emptyDirectory, runCli } from "./run-cli.ts";
import { environmentView, projectView } from "./views.ts";

const D1 = `sha256:${"1".repeat(64)}`;
const D2 = `sha256:${"2".repeat(64)}`;
const cwd = emptyDirectory();
mkdirSync(join(cwd, "dist"));
writeFileSync(join(cwd, "dist", "server.js"), "// the shop\n");

let api: FakeApi;
beforeAll(async () => {
  api = await startFakeApi();
  serveViews(api, { projects: [projectView("shop")], environments: [environmentView("shop-dev")] });
  api.on("POST /v1/artifacts", (_request, response) => sendJson(response, { digest: D2, files: 1, bytes: 12 }));
});
afterAll(async () => await api[Symbol.asyncDispose]());
beforeEach(() => {
  api.requests.length = 0;
  api.on("POST /v1/releases", (_request, response) => {
    const results = [{ kind: "Release", project: "shop", name: "1.1.0", result: "created" }];
    sendJson(response, { isReplay: false, results });
  });
});

const sent = () => api.seen("POST /v1/releases").map(({ body }) => JSON.parse(body) as object);

test("release create takes digests, images and directories, which it pushes", async () => {
  const image = `ghcr.io/shop/web@${D1}`;
  const words = ["release", "create", "1.1.0", "--blueprint", "shop@1.0.0", "--build-id", "4711"];
  const artifacts = ["--artifact", `api=${D1}`, "--artifact", `web=${image}`, "--artifact", "worker=dist"];
  const { code, stdout, stderr } = await runCli([...words, ...artifacts], { url: api.url, cwd });
  expect(code).toBe(0);
  expect(stdout).toContain("release  shop/1.1.0  created");
  expect(stderr).toContain("stored dist: 1 files, 12 B");
  expect(stderr).toContain("see where it goes: holdfast promotions list --release 1.1.0 -p shop");
  expect(sent()).toEqual([
    {
      project: "shop",
      version: "1.1.0",
      blueprint: "shop@1.0.0",
      buildId: "4711",
      artifacts: { api: { digest: D1 }, web: { image }, worker: { digest: D2 } },
    },
  ]);
});

test("release create --from takes what an environment runs", async () => {
  expect((await runCli(["release", "create", "--from", "shop-dev"], { url: api.url })).code).toBe(0);
  expect(sent()).toEqual([{ project: "shop", from: "shop-dev", artifacts: {} }]);
});

test("a tag alone is left to the server, which says why not", async () => {
  api.on("POST /v1/releases", (_request, response) =>
    sendProblem(response, { status: 422, code: "DOCUMENT_INVALID", detail: "write an image with its digest" }),
  );
  const words = ["release", "create", "2", "--blueprint", "shop@1.0.0", "--artifact", "api=ghcr.io/shop/api:2.0"];
  const { code, stderr } = await runCli(words, { url: api.url, cwd });
  expect({ code, says: stderr.includes("write an image with its digest") }).toEqual({ code: 1, says: true });
  expect(sent()).toMatchObject([{ artifacts: { api: { image: "ghcr.io/shop/api:2.0" } } }]);
});

test.each([
  { name: "no content", words: ["create", "1.1.0"], code: 2, says: "a release of which blueprint?" },
  {
    name: "an artifact without a name",
    words: ["create", "--from", "shop-dev", "--artifact", D1],
    code: 2,
    says: "NAME=DIGEST",
  },
  {
    name: "a directory that is not there",
    words: ["create", "--from", "shop-dev", "--artifact", "api=absent"],
    code: 1,
    says: "cannot read absent",
  },
  {
    name: "an environment that is not there",
    words: ["create", "--from", "shop-dve"],
    code: 3,
    says: 'did you mean "shop-dev"?',
  },
])("release create with $name ends with $code, and makes none", async ({ words, code, says }) => {
  const result = await runCli(["release", ...words], { url: api.url, cwd });
  expect(result.code).toBe(code);
  expect(result.stderr).toContain(says);
  expect(sent()).toEqual([]);
});

test("release diff says what changes, and with --exit-code ends with 1 where something does", async () => {
  const diff = {
    isSame: false,
    blueprint: { from: "shop@1.0.0", to: "shop@1.0.0" },
    parameters: [],
    components: [],
    artifacts: [{ name: "api", change: "changed", from: D1, to: D2 }],
  };
  api.on("GET /v1/releases/shop/1.0.0/diff/1.1.0", (_request, response) => sendJson(response, diff));
  const plain = await runCli(["release", "diff", "1.0.0", "1.1.0"], { url: api.url });
  expect(plain.code).toBe(0);
  expect(plain.stdout).toMatch(/artifact +api +changed +sha256:111111111111… becomes sha256:222222222222…/);
  expect((await runCli(["release", "diff", "1.0.0", "1.1.0", "--exit-code"], { url: api.url })).code).toBe(1);
  expect((await runCli(["release", "diff", "1.0.0", "9.9.9"], { url: api.url })).code).toBe(3);
});

test.each([
  { isKept: true, code: 0 },
  { isKept: false, code: 1 },
])("release check ends with $code where the promise is kept: $isKept", async ({ isKept, code }) => {
  const component = { name: "api", artifact: "api", promised: D1, runs: isKept ? D1 : D2, isReady: true, isKept };
  api.on("GET /v1/environments/shop/shop-dev/release-check", (_request, response) =>
    sendJson(response, {
      project: "shop",
      environment: "shop-dev",
      release: "1.0.0",
      phase: "Ready",
      isKept,
      components: [component],
    }),
  );
  const result = await runCli(["release", "check", "shop-dev"], { url: api.url });
  expect(result.code).toBe(code);
  expect(result.stdout).toContain(isKept ? "as promised" : "differs");
});
