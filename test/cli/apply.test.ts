import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type FakeApi, sendJson, sendProblem, serveViews, startFakeApi } from "./fake-api.ts";
import { promotionView } from "./promotion-views.ts";
import { emptyDirectory, runCli, startCli } from "./run-cli.ts";
import { componentView, environmentView, operationView, PLAN, THEN } from "./views.ts";

let api: FakeApi;
beforeAll(async () => void (api = await startFakeApi()));
afterAll(async () => await api[Symbol.asyncDispose]());
beforeEach(() => void (api.requests.length = 0));

const cwd = emptyDirectory();
writeFileSync(join(cwd, "shop.yaml"), "kind: Project\n---\nkind: Blueprint\n");
writeFileSync(join(cwd, "prod.yaml"), "kind: Environment\nspec:\n  relese: 1\n");

const ACCEPTED = {
  dryRun: false,
  isReplay: false,
  results: [
    { kind: "Project", project: "shop", name: "shop", result: "unchanged" },
    { kind: "Environment", project: "shop", name: "shop-dev", result: "created", operationId: "op-1", generation: 1 },
  ],
  plans: [{ project: "shop", environment: "shop-dev", plan: PLAN }],
};

test("apply sends the files as one text under a key of its own, and prints plan, results and how to follow", async () => {
  api.on("POST /v1/apply", (_request, response) => sendJson(response, ACCEPTED, 202));
  const { code, stdout, stderr } = await runCli(["apply", "-f", "shop.yaml", "-f", "prod.yaml"], { url: api.url, cwd });
  expect(code).toBe(0);
  expect(stdout.split("\n")).toEqual([
    "Plan for shop/shop-dev",
    "  COMPONENT  KIND      ACTION  WHY",
    "  database   postgres  create  new",
    "  api        service   create  new",
    "  2 create; about 25 s",
    "",
    "KIND         NAME           RESULT     OPERATION",
    "project      shop           unchanged",
    "environment  shop/shop-dev  created    op-1",
    "",
  ]);
  expect(stderr).toContain("holdfast wait --for=condition=Ready environment/shop-dev -p shop");
  const [request] = api.seen("POST /v1/apply");
  expect(request?.body).toBe("kind: Project\n---\nkind: Blueprint\n---\nkind: Environment\nspec:\n  relese: 1\n");
  expect(request?.headers["content-type"]).toBe("application/yaml");
  expect(request?.headers["idempotency-key"]).toMatch(/^[0-9a-f-]{36}$/);
  expect(request?.query.has("dryRun")).toBe(false);
});

test("apply --dry-run says so to the server and to people, and starts nothing", async () => {
  api.on("POST /v1/apply", (_request, response) => sendJson(response, { ...ACCEPTED, dryRun: true, results: [] }));
  const { code, stdout, stderr } = await runCli(["apply", "-f", "-", "--dry-run"], {
    url: api.url,
    input: "kind: Project\n",
  });
  expect({ code, hasPlan: stdout.includes("Plan for shop/shop-dev") }).toEqual({ code: 0, hasPlan: true });
  expect(stderr).toBe("dry run: nothing was stored, nothing was started\n");
  expect(api.seen("POST /v1/apply")[0]?.query.get("dryRun")).toBe("true");
});

test("apply -o json prints the answer for a program, and nothing else on stdout", async () => {
  api.on("POST /v1/apply", (_request, response) => sendJson(response, ACCEPTED, 202));
  const { stdout } = await runCli(["apply", "-f", "shop.yaml", "-o", "json", "--idempotency-key", "mine"], {
    url: api.url,
    cwd,
  });
  expect(JSON.parse(stdout)).toEqual(ACCEPTED);
  expect(api.seen("POST /v1/apply")[0]?.headers["idempotency-key"]).toBe("mine");
});

test("each problem of a document is placed in its own file", async () => {
  const errors = [
    {
      code: "DOCUMENT_INVALID",
      message: 'unknown key "relese"; did you mean "release"?',
      pointer: "/spec/relese",
      document: 2,
      line: 6,
      column: 3,
    },
    { code: "DOCUMENT_INVALID", message: "no name", pointer: "/metadata", document: 0, line: 1, column: 1 },
  ];
  api.on("POST /v1/apply", (_request, response) =>
    sendProblem(response, {
      status: 422,
      code: "DOCUMENT_INVALID",
      detail: "2 problems",
      hint: "Compare the document with its JSON Schema.",
      errors,
    }),
  );
  const { code, stdout, stderr } = await runCli(["apply", "-f", "shop.yaml", "-f", "prod.yaml"], { url: api.url, cwd });
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr.split("\n")).toEqual([
    "error: 2 problems in the documents (DOCUMENT_INVALID)",
    'prod.yaml:2:3 DOCUMENT_INVALID unknown key "relese"; did you mean "release"?',
    "shop.yaml:1:1 DOCUMENT_INVALID no name",
    "hint: Compare the document with its JSON Schema.",
    "trace: trace-1",
    "",
  ]);
});

test("a request whose answer got lost is sent again under the same key", async () => {
  let attempts = 0;
  api.on("POST /v1/apply", (_request, response) => {
    attempts += 1;
    if (attempts === 1) response.destroy();
    else sendJson(response, ACCEPTED, 202);
  });
  const { code } = await runCli(["apply", "-f", "shop.yaml"], { url: api.url, cwd });
  const keys = api.seen("POST /v1/apply").map(({ headers }) => headers["idempotency-key"]);
  expect({ code, attempts, same: keys[0] === keys[1] }).toEqual({ code: 0, attempts: 2, same: true });
});

test("when the answer stays lost, apply says how to repeat it so that it counts once", async () => {
  api.on("POST /v1/apply", (_request, response) => void response.destroy());
  const { code, stderr } = await runCli(["apply", "-f", "shop.yaml", "--idempotency-key", "mine"], {
    url: api.url,
    cwd,
  });
  expect(code).toBe(1);
  expect(stderr).toContain("the connection was closed before the answer");
  expect(stderr).toContain("repeating it with --idempotency-key mine counts once");
});

test("apply --wait shows each change once in a pipe and ends with a summary", async () => {
  let looks = 0;
  api.on("POST /v1/apply", (_request, response) => sendJson(response, ACCEPTED, 202));
  api.on("GET /v1/environments/shop/shop-dev", (_request, response) => {
    looks += 1;
    const phase = looks > 2 ? "Ready" : "Running";
    sendJson(response, environmentView("shop-dev", { phase, componentList: [componentView("api", { phase })] }));
  });
  api.on("GET /v1/operations/op-1", (_request, response) =>
    sendJson(
      response,
      looks > 2
        ? operationView("op-1", { state: "Succeeded", startedAt: THEN, endedAt: THEN + 24_300 })
        : operationView("op-1"),
    ),
  );
  const { code, stdout, stderr } = await runCli(["apply", "-f", "shop.yaml", "--wait"], { url: api.url, cwd });
  expect(code).toBe(0);
  const told = stderr.split("\n").map((line) => line.replace(/^ *[\d.]+ m?s {2}/, ""));
  expect(told).toEqual([
    "shop/shop-dev/api  Running",
    "shop/shop-dev  Running",
    "shop/shop-dev/api  Ready",
    "shop/shop-dev  Ready",
    "",
  ]);
  expect(stdout.split("\n").at(-2)).toBe("shop/shop-dev  provision Succeeded  in 24 s");
});

test("apply --wait ends with 1, the fault and the last log lines when the operation failed", async () => {
  const fault = {
    code: "COMPONENT_NOT_READY_IN_TIME" as const,
    message: "not healthy after 60 s: GET http://127.0.0.1:20001/healthz answered 503",
    log: ["listening", "no database"],
  };
  const environment = environmentView("shop-dev", {
    phase: "Failed",
    componentList: [componentView("api", { phase: "Failed", fault })],
  });
  api.on("POST /v1/apply", (_request, response) => sendJson(response, ACCEPTED, 202));
  serveViews(api, {
    environments: [environment],
    operations: [operationView("op-1", { state: "Failed", reason: "1 of 1 components failed" })],
  });
  const { code, stdout, stderr } = await runCli(["apply", "-f", "shop.yaml", "--wait"], { url: api.url, cwd });
  expect(code).toBe(1);
  expect(stdout).toContain("shop/shop-dev  provision Failed: 1 of 1 components failed");
  expect(stderr).toContain("✘ api (service)  COMPONENT_NOT_READY_IN_TIME: not healthy after 60 s");
  expect(stderr).toContain("    | no database");
  expect(stderr).toContain("hint: holdfast describe environment shop-dev -p shop");
});

test("apply shows the promotion that carries a change, and what was not taken as it was sent", async () => {
  const stage = { kind: "Environment", project: "shop", name: "shop-prod", result: "changed", promotionId: "p1" };
  const notes = ["environment shop/shop-prod keeps release 1.0.0: the release of a stage moves by promotion"];
  const carried = { ...ACCEPTED, results: [...ACCEPTED.results, stage], plans: [], notes };
  api.on("POST /v1/apply", (_request, response) => sendJson(response, carried, 202));
  const { stdout, stderr } = await runCli(["apply", "-f", "shop.yaml"], { url: api.url, cwd });
  expect(stdout.split("\n").map((line) => line.replaceAll(/ +/g, " "))).toEqual([
    "KIND NAME RESULT OPERATION PROMOTION",
    "project shop unchanged",
    "environment shop/shop-dev created op-1",
    "environment shop/shop-prod changed p1",
    "",
  ]);
  expect(stderr).toContain(`note: ${notes[0]}\n`);
  expect(stderr).toContain("  holdfast wait promotion/p1 --for=over\n");
});

test("apply --wait waits for the promotion that carries a change, with its exit code", async () => {
  const stage = { kind: "Environment", project: "shop", name: "shop-prod", result: "changed", promotionId: "p1" };
  api.on("POST /v1/apply", (_request, response) =>
    sendJson(response, { ...ACCEPTED, results: [stage], plans: [] }, 202),
  );
  const promotion = promotionView("p1", { kind: "change", state: "Rejected", reason: "no", endedAt: THEN + 1_000 });
  api.on("GET /v1/promotions/p1", (_request, response) => sendJson(response, promotion));
  const { code, stdout } = await runCli(["apply", "-f", "shop.yaml", "--wait"], { url: api.url, cwd });
  expect(code).toBe(4);
  expect(stdout).toMatch(/shop\/shop-prod +Rejected +1\.1\.0 +1\.0 s +- +no\n$/);
});

test("Ctrl-C while waiting detaches, says that the work goes on and how to return, and exits with 130", async () => {
  api.on("POST /v1/apply", (_request, response) => sendJson(response, ACCEPTED, 202));
  serveViews(api, {
    environments: [environmentView("shop-dev", { phase: "Running" })],
    operations: [operationView("op-1")],
  });
  const cli = startCli(["apply", "-f", "shop.yaml", "--wait"], { url: api.url, cwd });
  await expect.poll(() => cli.output().stderr, { timeout: 10_000 }).toContain("Running");
  cli.kill("SIGINT");
  const { code, stderr } = await cli.ended;
  expect(code).toBe(130);
  expect(stderr).toContain("you no longer watch; the work goes on");
  expect(stderr).toContain("come back: holdfast wait --for=condition=Ready environment/shop-dev -p shop");
});

test.each([
  { name: "a file that is not there", words: ["-f", "absent.yaml"], code: 1, says: "cannot read absent.yaml" },
  {
    name: "a directory without documents",
    words: ["-f", emptyDirectory()],
    code: 1,
    says: "holds no .yaml, .yml or .json file",
  },
  { name: "no file at all", words: [], code: 2, says: "required option '-f, --file <FILE...>' not specified" },
  {
    name: "a time that is none",
    words: ["-f", "shop.yaml", "--timeout", "soon"],
    code: 2,
    says: '"soon" is no duration',
  },
  {
    name: "an output form that is none",
    words: ["-f", "shop.yaml", "-o", "xml"],
    code: 2,
    says: '"xml" is no output form',
  },
])("apply refuses $name before it asks the server", async ({ words, code, says }) => {
  const result = await runCli(["apply", ...words], { url: api.url, cwd });
  expect(result).toMatchObject({ code, stdout: "" });
  expect(result.stderr).toContain(says);
  expect(api.requests).toEqual([]);
});
