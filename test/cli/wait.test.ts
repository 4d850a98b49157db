import { afterAll, beforeAll, expect, test } from "vitest";
import { type FakeApi, sendJson, sendProblem, serveViews, startFakeApi } from "./fake-api.ts";
import { promotionView } from "./promotion-views.ts";
import { runCli, startCli } from "./run-cli.ts";
import { environmentView, operationView } from "./views.ts";

let api: FakeApi;
beforeAll(async () => {
  api = await startFakeApi();
  serveViews(api, {
    environments: [
      environmentView("ready"),
      environmentView("running", { phase: "Running" }),
      environmentView("failed", { phase: "Failed", reason: "api failed" }),
      environmentView("queued", { phase: "Failed" }),
    ],
    operations: [
      operationView("op-1", { environment: "queued", environmentUid: "uid-shop-queued", state: "Accepted" }),
    ],
  });
});
afterAll(async () => await api[Symbol.asyncDispose]());

test.each([
  { name: "returns at once when it is so", words: ["environment/ready"], code: 0, says: "shop/ready  Ready" },
  { name: "fails at once when it failed", words: ["failed"], code: 1, says: "shop/failed  Failed: api failed" },
  { name: "waits for any phase", words: ["--for=phase=Failed", "failed"], code: 0, says: "shop/failed  Failed" },
  { name: "times out with 124", words: ["running", "--timeout", "0"], code: 124, says: "" },
  {
    name: "waits for a failed one whose next operation waits for its turn",
    words: ["queued", "--timeout", "0"],
    code: 124,
    says: "",
  },
  { name: "finds nothing with 3", words: ["absent"], code: 3, says: "" },
  { name: "finds nothing in a project with 3", words: ["absent", "-p", "shop"], code: 3, says: "" },
  {
    name: "is content with nothing when that is waited for",
    words: ["--for=condition=Gone", "absent"],
    code: 0,
    says: "",
  },
  { name: "refuses a condition that is none", words: ["--for=Redy", "ready"], code: 2, says: "" },
])("wait $name", async ({ words, code, says }) => {
  const result = await runCli(["wait", ...words], { url: api.url });
  expect(result.code).toBe(code);
  expect(result.stdout).toBe(says === "" ? "" : `${says}\n`);
});

test("wait for several ends when the last one is there", async () => {
  const { code, stdout } = await runCli(["wait", "ready", "failed"], { url: api.url });
  expect({ code, lines: stdout.split("\n") }).toEqual({
    code: 1,
    lines: ["shop/ready  Ready", "shop/failed  Failed: api failed", ""],
  });
});

test("wait --for=condition=Gone ends when the environment is gone", async () => {
  let looks = 0;
  api.on("GET /v1/environments/shop/leaving", (_request, response) => {
    looks += 1;
    if (looks < 4) sendJson(response, environmentView("leaving", { phase: "Deleting" }));
    else sendProblem(response, { status: 404, code: "NOT_FOUND", detail: "gone" });
  });
  const { code, stdout } = await runCli(["wait", "--for=condition=Gone", "environment/leaving", "-p", "shop"], {
    url: api.url,
  });
  expect({ code, stdout }).toEqual({ code: 0, stdout: "shop/leaving  Gone\n" });
});

test("a wait outlives a server that goes away and comes back", async () => {
  let looks = 0;
  api.on("GET /v1/environments/shop/patient", (_request, response) => {
    looks += 1;
    if (looks === 3)
      return sendProblem(response, {
        status: 503,
        code: "STORE_UNREACHABLE",
        detail: "the database does not answer",
      });
    if (looks > 3 && looks < 8) return void response.destroy();
    sendJson(response, environmentView("patient", { phase: looks >= 8 ? "Ready" : "Running" }));
  });
  const { code, stdout, stderr } = await runCli(["wait", "patient", "-p", "shop"], { url: api.url });
  expect({ code, stdout }).toEqual({ code: 0, stdout: "shop/patient  Ready\n" });
  expect(stderr).toContain("the database does not answer; trying again");
});

test.each([
  { name: "verified ends with 0", state: "Verified", words: ["promotion/p1"], code: 0, says: "Verified" },
  { name: "rejected ends with 4", state: "Rejected", words: ["pr/p1", "--for=over"], code: 4, says: "Rejected" },
  { name: "restored ends with 1", state: "Restored", words: ["promotion/p1"], code: 1, says: "Restored" },
  { name: "held is waited for", state: "Held", words: ["promotion/p1", "--timeout", "0"], code: 124, says: "" },
  { name: "held ends --for=verified with 1", state: "Held", words: ["pr/p1", "--for=verified"], code: 1, says: "Held" },
  { name: "verified knows no phase", state: "Verified", words: ["pr/p1", "--for=phase=Ready"], code: 2, says: "" },
  {
    name: "verified is not waited for with an environment",
    state: "Verified",
    words: ["pr/p1", "ready"],
    code: 2,
    says: "",
  },
] as const)("a promotion that is $name", async ({ state, words, code, says }) => {
  api.on("GET /v1/promotions/p1", (_request, response) => sendJson(response, promotionView("p1", { state })));
  const result = await runCli(["wait", ...words], { url: api.url });
  expect(result.code).toBe(code);
  if (says === "") expect(result.stdout).toBe("");
  else expect(result.stdout).toMatch(new RegExp(`^STAGE .*\\nshop/shop-prod +${says} `));
});

test("waiting for a promotion that is not there ends with 1", async () => {
  const { code, stderr } = await runCli(["wait", "promotion/p9"], { url: api.url });
  expect({ code, says: stderr.includes('there is no promotion "p9"') }).toEqual({ code: 1, says: true });
});

test("Ctrl-C says how to come back", async () => {
  const cli = startCli(["wait", "running"], { url: api.url });
  await expect.poll(() => cli.output().stderr, { timeout: 10_000 }).toContain("shop/running  Running");
  cli.kill("SIGINT");
  const { code, stderr } = await cli.ended;
  expect(code).toBe(130);
  expect(stderr).toContain("come back: holdfast wait --for=condition=Ready environment/running");
});
