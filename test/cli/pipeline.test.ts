import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type FakeApi, sendJson, startFakeApi } from "./fake-api.ts";
import { pipelineStatus, promotionView } from "./promotion-views.ts";
import { runCli } from "./run-cli.ts";
import { THEN } from "./views.ts";

let api: FakeApi;
beforeAll(async () => {
  api = await startFakeApi();
  const { stages: _, ...view } = pipelineStatus();
  api.on("GET /v1/pipelines", (_request, response) => sendJson(response, { items: [view] }));
  const open = [promotionView("p1", { reason: 'gate "change": CHG0030001 is in Authorize' })];
  api.on("GET /v1/pipelines/shop/shop", (_request, response) => sendJson(response, pipelineStatus(open)));
  api.on("GET /v1/promotions", (_request, response) => sendJson(response, { items: open }));
});
afterAll(async () => await api[Symbol.asyncDispose]());
beforeEach(() => void (api.requests.length = 0));

test("pipeline get says what each stage runs and waits for; the only pipeline needs no name", async () => {
  const { code, stdout } = await runCli(["pipeline", "get"], { url: api.url });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Pipeline {2}shop\/shop, version 2\n\nSTAGE /);
  expect(stdout).toMatch(/shop-staging +automatic +1\.1\.0 +Ready/);
  expect(stdout).toMatch(
    /shop-prod +shop-staging +manual +1\.0\.0 +Ready .* 1\.1\.0 +Waiting +gate "change": CHG0030001/,
  );
});

test("pipeline get --release says where one release stands", async () => {
  const { stdout } = await runCli(["pipeline", "get", "shop", "-p", "shop", "--release", "1.1.0"], { url: api.url });
  expect(stdout).toContain("Release   1.1.0\n");
  expect(stdout).toMatch(/shop-staging +automatic +1\.1\.0 +runs/);
  expect(stdout).toMatch(/shop-prod .* Waiting .* p1 /);
  expect(Object.fromEntries(api.seen("GET /v1/promotions")[0]?.query ?? [])).toMatchObject({
    project: "shop",
    release: "1.1.0",
  });
});

test("pipeline get -o json is the answer of the server, with instants", async () => {
  const { stdout } = await runCli(["pipeline", "get", "-o", "json"], { url: api.url });
  expect(JSON.parse(stdout)).toMatchObject({
    createdAt: new Date(THEN).toISOString(),
    stages: [{ environment: "shop-staging" }, { open: [{ id: "p1" }] }],
  });
});

test.each(["pipeline list", "get pipelines", "get pipe"])("%s lists them with their stages", async (line) => {
  const { stdout } = await runCli(line.split(" "), { url: api.url });
  expect(stdout).toMatch(/^PROJECT .*\nshop +shop +2 +shop-staging, shop-prod /);
});

test.each([
  { name: "a pipeline that is not there", words: ["pipeline", "get", "shp"], code: 3, says: 'did you mean "shop"?' },
  { name: "a form that is none", words: ["pipeline", "get", "-o", "name"], code: 2, says: 'cannot print "name"' },
])("$name ends with $code", async ({ words, code, says }) => {
  const result = await runCli(words, { url: api.url });
  expect(result.code).toBe(code);
  expect(result.stderr).toContain(says);
});

test("without a name, several pipelines are told apart", async () => {
  const { stages: _, ...view } = pipelineStatus();
  const other = { ...view, document: { ...view.document, metadata: { project: "bank", name: "main", labels: {} } } };
  api.on("GET /v1/pipelines", (_request, response) => sendJson(response, { items: [view, other] }));
  const { code, stderr } = await runCli(["pipeline", "get"], { url: api.url });
  expect(code).toBe(2);
  expect(stderr).toContain("hint: holdfast pipeline get main -p bank");
});
