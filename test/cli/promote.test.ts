import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type FakeApi, sendJson, sendProblem, serveViews, startFakeApi } from "./fake-api.ts";
import { gateView, promotionView, stepView } from "./promotion-views.ts";
import { runCli, startCli } from "./run-cli.ts";
import { componentView, environmentView, THEN } from "./views.ts";

let api: FakeApi;
beforeAll(async () => {
  api = await startFakeApi();
  serveViews(api, { environments: [environmentView("shop-prod"), environmentView("shop-staging")] });
});
afterAll(async () => await api[Symbol.asyncDispose]());
beforeEach(() => {
  api.requests.length = 0;
  answer("created", "p1");
});

/** From now on, a promotion is accepted with this result. */
function answer(result: string, promotionId?: string): void {
  const name = promotionId ?? "1.1.0";
  const carried = promotionId === undefined ? {} : { promotionId };
  const results = [{ kind: "Promotion", project: "shop", name, result, ...carried }];
  api.on("POST /v1/promotions", (_request, response) => sendJson(response, { isReplay: false, results }, 202));
}

/** From now on, looks at the promotion find these views, the last one for ever. */
function serve(...looks: readonly ReturnType<typeof promotionView>[]): void {
  let seen = 0;
  api.on("GET /v1/promotions/p1", (_request, response) => {
    sendJson(response, looks[Math.min(seen, looks.length - 1)]);
    seen += 1;
  });
}

const sent = () => api.seen("POST /v1/promotions").map(({ body }) => JSON.parse(body) as object);

test("promote asks for a release in a stage, and says how to follow it", async () => {
  const { code, stdout, stderr } = await runCli(["promote", "1.1.0", "-e", "shop-prod", "--reason", "new prices"], {
    url: api.url,
  });
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: "KIND       NAME     RESULT   OPERATION\npromotion  shop/p1  created\n",
  });
  expect(stderr).toBe("follow it: holdfast wait promotion/p1 --for=over\n");
  expect(sent()).toEqual([
    {
      project: "shop",
      environment: "shop-prod",
      release: "1.1.0",
      kind: "promote",
      reason: "new prices",
      supplied: {},
    },
  ]);
});

test("promote hands on changes, the reason to override a freeze, and the key", async () => {
  const words = ["promote", "1.1.0", "-e", "shop-prod", "--change", "change=CHG1", "--change", "itsm=CHG2"];
  const more = ["--override-freeze", "orders are lost", "--idempotency-key", "mine"];
  expect((await runCli([...words, ...more], { url: api.url })).code).toBe(0);
  expect(sent()).toMatchObject([{ supplied: { change: "CHG1", itsm: "CHG2" }, overrideFreeze: "orders are lost" }]);
  expect(api.seen("POST /v1/promotions")[0]?.headers["idempotency-key"]).toBe("mine");
});

test.each([
  { name: "the release before", words: ["rollback", "-e", "shop-prod", "--reason", "prices"], want: undefined },
  {
    name: "one that is named",
    words: ["rollback", "-e", "shop-prod", "--reason", "x", "--to", "1.0.0"],
    want: "1.0.0",
  },
])("rollback goes back to $name", async ({ words, want }) => {
  expect((await runCli(words, { url: api.url })).code).toBe(0);
  expect(sent()).toMatchObject([{ kind: "rollback", environment: "shop-prod" }]);
  expect(sent()[0]).toEqual(
    want === undefined
      ? expect.not.objectContaining({ release: expect.anything() })
      : expect.objectContaining({ release: want }),
  );
});

test("promote of what runs there already says so, and does not wait", async () => {
  answer("unchanged");
  const { code, stdout, stderr } = await runCli(["promote", "1.1.0", "-e", "shop-prod", "--wait"], { url: api.url });
  expect(code).toBe(0);
  expect(stdout).toContain("promotion  shop/1.1.0  unchanged");
  expect(stderr).toBe("nothing is to be done: the environment has this release, and is well\n");
});

test("promote --wait tells each change of a gate, a step and a component once, and ends with a table", async () => {
  const gates = [gateView("soak", { verdict: "wait", reasons: ["soaks"] })];
  const passed = [gateView("soak")];
  const running = { state: "Running", operationId: "op-1", gates: passed, admittedAt: THEN + 60_000 } as const;
  serve(
    promotionView("p1", { gates, reason: 'gate "soak": soaks' }),
    promotionView("p1", { ...running, steps: [stepView("check", { state: "Running" })] }),
    promotionView("p1", {
      ...running,
      state: "Verified",
      steps: [stepView("check")],
      endedAt: THEN + 85_000,
      runs: "1.1.0",
    }),
  );
  const { code, stdout, stderr } = await runCli(["promote", "1.1.0", "-e", "shop-prod", "--wait"], { url: api.url });
  expect(code).toBe(0);
  expect(stderr.split("\n").map((line) => line.replace(/^ *[\d.]+ m?s {2}/, ""))).toEqual([
    "shop/shop-prod/gates/soak  wait: soaks",
    'shop/shop-prod  promote 1.1.0  Waiting: gate "soak": soaks',
    "shop/shop-prod/gates/soak  pass",
    "shop/shop-prod/steps/check  Running",
    "shop/shop-prod/database  Ready",
    "shop/shop-prod/api  Ready",
    "shop/shop-prod  promote 1.1.0  Running",
    "shop/shop-prod/steps/check  Succeeded",
    "shop/shop-prod  promote 1.1.0  Verified",
    "",
  ]);
  expect(stdout.split("\n").slice(-3)).toEqual([
    "STAGE           OUTCOME   RELEASE  WAITED  WORKED  NOTE",
    "shop/shop-prod  Verified  1.1.0    1 min   25 s",
    "",
  ]);
});

test.each([
  { state: "Rejected", code: 4 },
  { state: "Failed", code: 1 },
  { state: "Restored", code: 1 },
  { state: "Cancelled", code: 1 },
  { state: "Superseded", code: 1 },
  { state: "Restore failed", code: 1 },
] as const)("promote --wait ends with $code for one that is $state", async ({ state, code }) => {
  serve(promotionView("p1", { state, reason: "because of it", endedAt: THEN + 5_000 }));
  const result = await runCli(["promote", "1.1.0", "-e", "shop-prod", "--wait"], { url: api.url });
  expect(result.code).toBe(code);
  expect(result.stdout).toMatch(new RegExp(`shop/shop-prod +${state} +1\\.1\\.0 +5\\.0 s +- +because of it`));
  expect(result.stderr).toContain(`error: shop/shop-prod  ${state}: because of it`);
  expect(result.stderr).toContain("hint: holdfast explain promotion p1");
});

test("promote --wait ends with 1 where a person must decide, with what failed and the choices", async () => {
  const fault = { code: "COMPONENT_EXITED" as const, message: "exit code 3", log: ["no column total"] };
  serve(
    promotionView("p1", {
      state: "Held",
      reason: 'step "check" failed',
      choices: ["retry", "skip", "restore", "leave"],
      steps: [stepView("check", { state: "Failed", reason: "answered 500, expected 200", log: ["GET /checkout"] })],
    }),
  );
  serveViews(api, {
    environments: [
      environmentView("shop-prod", {
        phase: "Held",
        componentList: [componentView("api", { phase: "Failed", fault })],
      }),
    ],
  });
  const { code, stderr } = await runCli(["promote", "1.1.0", "-e", "shop-prod", "--wait"], { url: api.url });
  expect(code).toBe(1);
  expect(stderr).toContain("✘ check (check)  answered 500, expected 200\n    | GET /checkout\n");
  expect(stderr).toContain("✘ api (service)  COMPONENT_EXITED: exit code 3\n    | no column total\n");
  expect(stderr).toContain("hint: holdfast skip p1 --reason TEXT\nhint: holdfast restore p1\n");
});

test("promote --wait that takes too long ends with 124 and says how to come back", async () => {
  serve(promotionView("p1"));
  const { code, stderr } = await runCli(["promote", "1.1.0", "-e", "shop-prod", "--wait", "--timeout", "0"], {
    url: api.url,
  });
  expect(code).toBe(124);
  expect(stderr).toContain("in vain for promotion/p1");
  expect(stderr).toContain("hint: holdfast wait promotion/p1 --for=over");
});

test("Ctrl-C detaches from a promotion, which goes on", async () => {
  serve(promotionView("p1"));
  const cli = startCli(["promote", "1.1.0", "-e", "shop-prod", "--wait"], { url: api.url });
  await expect.poll(() => cli.output().stderr, { timeout: 10_000 }).toContain("Waiting");
  cli.kill("SIGINT");
  const { code, stderr } = await cli.ended;
  expect(code).toBe(130);
  expect(stderr).toContain("you no longer watch; the work goes on");
  expect(stderr).toContain("come back: holdfast wait promotion/p1 --for=over");
});

test("when the answer stays lost, promote says how to repeat it so that it counts once", async () => {
  api.on("POST /v1/promotions", (_request, response) => void response.destroy());
  const { code, stderr } = await runCli(["promote", "1.1.0", "-e", "shop-prod", "--idempotency-key", "mine"], {
    url: api.url,
  });
  expect(code).toBe(1);
  expect(stderr).toContain("repeating it with --idempotency-key mine counts once");
});

test.each([
  { name: "no stage", words: ["promote", "1.1.0"], code: 2, says: "--environment" },
  { name: "no release", words: ["promote", "-e", "shop-prod"], code: 2, says: "RELEASE" },
  {
    name: "a change of no gate",
    words: ["promote", "1.1.0", "-e", "shop-prod", "--change", "CHG1"],
    code: 2,
    says: "GATE=CHG0030001",
  },
  {
    name: "an environment that is not there",
    words: ["promote", "1.1.0", "-e", "shop-prd"],
    code: 3,
    says: 'did you mean "shop-prod"?',
  },
  { name: "a rollback without a reason", words: ["rollback", "-e", "shop-prod"], code: 2, says: "--reason" },
])("$name is refused before anything is asked for", async ({ words, code, says }) => {
  const result = await runCli(words, { url: api.url });
  expect(result.code).toBe(code);
  expect(result.stderr).toContain(says);
  expect(sent()).toEqual([]);
});

test("a vetoed release is refused with the server's words", async () => {
  api.on("POST /v1/promotions", (_request, response) =>
    sendProblem(response, {
      status: 409,
      code: "RELEASE_VETOED",
      detail: 'release "1.1.0" is vetoed: loses orders',
      hint: "List the vetoes: holdfast veto list",
    }),
  );
  const { code, stderr } = await runCli(["promote", "1.1.0", "-e", "shop-prod"], { url: api.url });
  expect(code).toBe(1);
  expect(stderr).toContain('error: release "1.1.0" is vetoed: loses orders (RELEASE_VETOED)');
});
