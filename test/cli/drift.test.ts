import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { diffJson, renderDiff } from "../../domain/drift/render-diff.ts";
import type { FindingView } from "../../domain/schema/drift.ts";
import { someFinding, someSweep } from "../setup/some-finding.ts";
import { type FakeApi, sendJson, sendProblem, serveViews, startFakeApi } from "./fake-api.ts";
import { runCli } from "./run-cli.ts";
import { environmentView, projectView } from "./views.ts";

// oxlint-disable-next-line no-control-regex -- this is what is looked for
const ESCAPE = /\u001b\[/;
const ID = someFinding().id;
const detail = (finding: FindingView) => ({
  ...finding,
  diff: renderDiff(finding.component, finding.fields),
  diffJson: diffJson(finding.fields),
  next: {
    lines: ["people are asked; it is put back when they agree"],
    answers: ["revert", "adopt", "accept", "snooze"],
  },
});

let api: FakeApi;
beforeAll(async () => {
  api = await startFakeApi();
  serveViews(api, {
    projects: [projectView("shop")],
    environments: [environmentView("shop-prod", { drift: { open: 7 } }), environmentView("shop-dev")],
  });
});
afterAll(async () => await api[Symbol.asyncDispose]());
beforeEach(() => {
  api.requests.length = 0;
  api.on("GET /v1/findings", (_request, response) => sendJson(response, { items: [someFinding()] }));
  api.on(`GET /v1/findings/${ID}`, (_request, response) => sendJson(response, detail(someFinding())));
  api.on("GET /v1/sweeps", (_request, response) => sendJson(response, { items: [someSweep()] }));
});

const run = async (...words: readonly string[]) => await runCli(["drift", ...words], { url: api.url });
const body = (route: string) => JSON.parse(api.seen(route)[0]?.body ?? "null") as unknown;

test.each([[], ["list"]])("drift %s lists what differs", async (...words) => {
  const { code, stdout } = await run(...words, "-e", "shop-prod");
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /fi-abcdefghijklmnop +shop-prod +web +proposed +propose .*config\.environment\.GREETING, config/,
  );
  const { query } = api.seen("GET /v1/findings")[0] ?? {};
  expect(Object.fromEntries(query ?? [])).toEqual({ project: "shop", environment: "shop-prod", limit: "50" });
});

test("drift narrows by component and status, and prints JSON with instants", async () => {
  const { stdout } = await run("-p", "shop", "-c", "web", "--status", "held,due", "--limit", "3", "--json");
  expect(JSON.parse(stdout)).toMatchObject({ items: [{ id: ID, since: "2026-11-21T08:00:00.000Z" }] });
  expect(Object.fromEntries(api.seen("GET /v1/findings")[0]?.query ?? [])).toEqual({
    project: "shop",
    component: "web",
    status: "held,due",
    limit: "3",
  });
});

test("drift --csv hands on what the server exports", async () => {
  api.on("GET /v1/findings", ({ query }, response) => {
    response.writeHead(200, { "content-type": "text/csv" }).end(`format ${query.get("format")}, all\r\n`);
  });
  expect(await run("--csv", "--status", "all")).toMatchObject({ code: 0, stdout: "format csv, all\r\n" });
  expect((await run("--csv", "--json")).code).toBe(2);
});

test.each([
  [[someSweep()], /^nothing is known to differ; the last sweep ended .* ago and looked at 12 components, look again: /],
  [
    [someSweep({ state: "failed" })],
    /^nothing is known to differ; no sweep has ended yet, look now: holdfast drift check/,
  ],
])("where nothing differs it says whether somebody has looked", async (sweeps, says) => {
  api.on("GET /v1/findings", (_request, response) => sendJson(response, { items: [] }));
  api.on("GET /v1/sweeps", (_request, response) => sendJson(response, { items: sweeps }));
  const { code, stdout, stderr } = await run();
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(stderr).toMatch(says);
  expect((await run("--json")).stdout).toBe('{\n  "items": []\n}\n');
});

test("drift show says what differs, who did it, which rule decides and what to type", async () => {
  const { code, stdout } = await run("show", ID);
  expect(code).toBe(0);
  expect(ESCAPE.test(stdout)).toBe(false);
  for (const line of [
    "Component  shop/shop-prod/web, kind service",
    "Seen       2 times, last 2026-11-21T08:05:00Z",
    "  --- wanted",
    "  +++ seen",
    "  -     GREETING: Welcome",
    "  -     TOKEN: *** (1111)",
    "  config.environment.GREETING: kubectl-edit, 2026-11-21T07:59:00Z",
    "  config.environment.GREETING: propose, by class default of prod",
    "  people are asked; it is put back when they agree",
    `  holdfast drift revert ${ID}`,
    `  holdfast drift snooze ${ID} --until 7d --reason TEXT`,
  ])
    expect(stdout.split("\n")).toContain(line);
});

test("a difference has colours only where they are wanted", async () => {
  const { stdout } = await runCli(["drift", "show", ID], { url: api.url, env: { FORCE_COLOR: "1" } });
  expect(stdout).toContain("\u001b[31m-     GREETING: Welcome\u001b[39m");
  expect(stdout).toContain("\u001b[32m+     GREETING: ");
});

test.each([
  [["revert"], { do: "revert" }],
  [["adopt", "--reason", "better"], { do: "adopt", reason: "better" }],
  [["accept", "--reason", "fine"], { do: "accept", reason: "fine" }],
])("drift %j answers to the difference that it shows", async ([verb = "", ...options], answer) => {
  const results = [{ kind: "Finding", project: "shop", name: ID, result: "reverting", operationId: "op-9" }];
  api.on(`POST /v1/findings/${ID}/answer`, (_request, response) =>
    sendJson(response, { isReplay: false, results }, 202),
  );
  const { code, stdout, stderr } = await run(verb, ID, ...options);
  expect(code).toBe(0);
  expect(body(`POST /v1/findings/${ID}/answer`)).toEqual({ ...answer, diffDigest: "sha256:diff" });
  expect(stderr).toContain("-     GREETING: Welcome\n");
  expect(stderr).toContain("follow it: holdfast operations get op-9");
  expect(stdout).toMatch(/finding +shop\/fi-abcdefghijklmnop +reverting +op-9/);
});

test("drift revert --wait waits until it is put back, and fails where it is held", async () => {
  const results = [{ kind: "Finding", project: "shop", name: ID, result: "reverting" }];
  api.on(`POST /v1/findings/${ID}/answer`, (_request, response) =>
    sendJson(response, { isReplay: false, results }, 202),
  );
  for (const [last, code] of [
    ["resolved", 0],
    ["held", 1],
  ] as const) {
    const statuses = ["proposed", "due", "reverting"] as const;
    let looks = 0;
    api.on(`GET /v1/findings/${ID}`, (_request, response) => {
      sendJson(response, detail(someFinding({ status: statuses[looks] ?? last, statusReason: "so it is" })));
      looks += 1;
    });
    const { code: ended, stdout, stderr } = await run("revert", `finding/${ID}`, "--wait");
    expect(ended).toBe(code);
    expect(stderr).toMatch(/due: .*\n.*reverting: /);
    expect(code === 0 ? stdout : stderr).toContain(`${ID} is ${last}: so it is`);
  }
});

test("drift snooze takes a duration", async () => {
  const results = [{ kind: "Finding", project: "shop", name: ID, result: "snoozed" }];
  api.on(`POST /v1/findings/${ID}/answer`, (_request, response) => sendJson(response, { isReplay: false, results }));
  expect((await run("snooze", ID, "--until", "7d", "--reason", "later")).code).toBe(0);
  const { until } = body(`POST /v1/findings/${ID}/answer`) as { until: number };
  expect(Math.abs(until - Date.now() - 7 * 86_400_000)).toBeLessThan(60_000);
});

test.each([
  {
    name: "a difference that is another one meanwhile",
    words: ["revert", ID, "--seen", "sha256:old"],
    code: 1,
    says: "differs in another way",
  },
  { name: "a snooze without an end", words: ["snooze", ID, "--reason", "x"], code: 2, says: "until when?" },
  { name: "a snooze without a reason", words: ["snooze", ID, "--until", "1d"], code: 2, says: "needs a reason" },
  { name: "an acceptance without a reason", words: ["accept", ID], code: 2, says: "needs a reason" },
  { name: "a finding that is not there", words: ["show", "fi-none"], code: 3, says: "fi-none" },
  { name: "no finding", words: ["show", ""], code: 2, says: "which finding?" },
  { name: "a limit of nothing", words: ["--limit", "0"], code: 2, says: "no number from 1 to 500" },
  { name: "a place of four parts", words: ["explain", "a/b/c/d"], code: 2, says: "is no place" },
  { name: "two projects", words: ["explain", "shop/shop-dev", "-p", "tool"], code: 2, says: "leave -p away" },
])("$name ends with $code", async ({ words, code, says }) => {
  const result = await run(...words);
  expect(result).toMatchObject({ code, stderr: expect.stringContaining(says) as string });
  expect(api.requests.filter(({ method }) => method === "POST")).toEqual([]);
});

test("an answer that the server refuses is told with its reason", async () => {
  api.on(`POST /v1/findings/${ID}/answer`, (_request, response) =>
    sendProblem(response, { status: 409, code: "FINDING_NOT_ADOPTABLE", detail: "TOKEN: its value is secret" }),
  );
  const { code, stderr } = await run("adopt", ID);
  expect(code).toBe(1);
  expect(stderr).toContain("its value is secret");
});

test("drift explain says the rules of each component, what differs and what happens", async () => {
  const at = Date.UTC(2027, 0, 4);
  api.on("GET /v1/environments/shop/shop-prod/drift", (_request, response) =>
    sendJson(response, {
      project: "shop",
      environment: "shop-prod",
      class: "prod",
      standing: { frozenBy: ['freeze "audit": books'], opensAt: at, isSuspended: false },
      components: [
        {
          component: "web",
          kind: "service",
          rules: [
            {
              pattern: "config.environment.*",
              reaction: "notify",
              where: 'onDrift of component "web" in the blueprint, pattern config.environment.*',
            },
            { reaction: "propose", where: "class default of prod" },
          ],
          next: { lines: ["people are asked"] },
          finding: {
            id: ID,
            status: "due",
            statusReason: "",
            since: at,
            next: { lines: ["it is put back", "it waits for the end of a freeze"], at, answers: [] },
          },
        },
        {
          component: "api",
          kind: "service",
          rules: [{ reaction: "propose", where: "class default of prod" }],
          next: { lines: ["people are asked"] },
        },
      ],
    }),
  );
  const { stdout } = await run("explain", "shop/shop-prod/web");
  expect(api.seen("GET /v1/environments/shop/shop-prod/drift")[0]?.query.get("component")).toBe("web");
  for (const line of [
    "shop/shop-prod, class prod",
    'frozen: freeze "audit": books',
    "the freeze opens at 2027-01-04T00:00:00Z",
    '  config.environment.*: notify, by onDrift of component "web" in the blueprint, pattern config.environment.*',
    "  every other field: propose, by class default of prod",
    `  differs since 2027-01-04T00:00:00Z: finding ${ID} is due`,
    "  not before 2027-01-04T00:00:00Z",
    "  every field: propose, by class default of prod",
    "  nothing is known to differ",
    "  if something does: people are asked",
  ])
    expect(stdout.split("\n")).toContain(line);
  expect((await run("explain", "shop-prod", "--json")).stdout).toContain('"opensAt": "2027-01-04T00:00:00.000Z"');
});

test("drift says that a table has only the newest, and gives programs every one", async () => {
  const items = Array.from({ length: 50 }, (_, at) => someFinding({ id: `fi-${at}` }));
  api.on("GET /v1/findings", ({ query }, response) =>
    sendJson(response, query.has("continue") ? { items: [someFinding()] } : { items, continue: "next" }),
  );
  expect((await run("-p", "shop")).stderr).toContain("these are the newest 50; more of them: --limit 500");
  const { items: all } = JSON.parse((await run("-p", "shop", "--json")).stdout) as { items: unknown[] };
  expect(all).toHaveLength(51);
});

test("drift sweeps lists them, and get knows findings and sweeps", async () => {
  expect((await run("sweeps", "--cell", "local")).stdout).toMatch(/sw-abcdefghijklmnop +local +succeeded +12 +1 +0/);
  expect(Object.fromEntries(api.seen("GET /v1/sweeps")[0]?.query ?? [])).toEqual({ cell: "local", limit: "20" });
  expect((await runCli(["get", "findings", "-o", "name"], { url: api.url })).stdout).toBe(`finding/${ID}\n`);
  expect((await runCli(["get", "sweeps", "-o", "name"], { url: api.url })).stdout).toBe("sweep/sw-abcdefghijklmnop\n");
});

test("an environment shows what differs in it", async () => {
  const { stdout } = await runCli(["describe", "environment", "shop-prod"], { url: api.url });
  expect(stdout).toContain(
    `Drift\n  web: config.environment.GREETING, config.environment.TOKEN; proposed: holdfast drift show ${ID}\n  and 6 more: holdfast drift -e shop-prod -p shop\n`,
  );
  expect((await runCli(["describe", "environment", "shop-dev"], { url: api.url })).stdout).not.toContain("Drift\n");
  expect((await runCli(["get", "environments"], { url: api.url })).stdout).toMatch(/shop-prod .*Ready +\d\/\d +7 /);
});
