import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type FakeApi, sendJson, sendProblem, serveViews, startFakeApi } from "./fake-api.ts";
import { gateView, promotionView, stepView } from "./promotion-views.ts";
import { runCli } from "./run-cli.ts";
import { environmentView, THEN } from "./views.ts";

const HELD = promotionView("p1", {
  state: "Held",
  reason: "check failed",
  why: "new prices",
  operationId: "op-1",
  admittedAt: THEN + 60_000,
  replaced: "1.0.0",
  gates: [gateView("change", { output: { number: "CHG0030001" } })],
  steps: [stepView("check", { state: "Failed", reason: "answered 500", log: ["GET /checkout"] })],
  operations: [
    { id: "op-1", kind: "deploy", state: "Failed", reason: "check failed", startedAt: THEN, endedAt: THEN + 9_000 },
  ],
  choices: ["retry", "skip", "restore", "leave"],
});
const EXPLANATION = {
  headline: "Release 1.1.0 in shop-prod failed: check failed.",
  waitsFor: [
    { what: "a decision", reason: "shop-prod is held until a person decides", on: "a person", until: THEN + 3_600_000 },
  ],
  earliestAt: THEN + 3_600_000,
  next: ["holdfast retry p1", "holdfast describe promotion p1"],
};

let api: FakeApi;
beforeAll(async () => {
  api = await startFakeApi();
  serveViews(api, { environments: [environmentView("shop-prod")] });
  const older = promotionView("p0", {
    requestedAt: THEN - 1,
    state: "Verified",
    revokedAt: THEN,
    revokedReason: "prices",
  });
  api.on("GET /v1/promotions", (_request, response) => sendJson(response, { items: [older, HELD] }));
  api.on("GET /v1/promotions/p1", (_request, response) => sendJson(response, HELD));
  api.on("GET /v1/promotions/p1/explanation", (_request, response) => sendJson(response, EXPLANATION));
  for (const verb of ["cancel", "revoke", "retry", "skip", "restore", "leave"])
    api.on(`POST /v1/promotions/p1/${verb}`, (_request, response) => {
      const result = { kind: "Promotion", project: "shop", name: "p1", result: `${verb}ing`, promotionId: "p1" };
      sendJson(response, { isReplay: false, results: [result] }, 202);
    });
});
afterAll(async () => await api[Symbol.asyncDispose]());
beforeEach(() => void (api.requests.length = 0));

test.each(["promotions", "promotion", "pr"])(
  "%s list shows the newest first, with what there is to say",
  async (word) => {
    const { code, stdout } = await runCli([word, "list"], { url: api.url });
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^ID .*\np1 +shop-prod +promote +1\.1\.0 +Held .*check failed\np0 .*Verified .*revoked: prices\n$/,
    );
  },
);

test("promotions list narrows by stage, release, and what is open", async () => {
  await runCli(["promotions", "list", "-e", "shop-prod", "--release", "1.1.0", "--open", "--limit", "5"], {
    url: api.url,
  });
  const query = Object.fromEntries(api.seen("GET /v1/promotions")[0]?.query ?? []);
  expect(query).toEqual({ project: "shop", environment: "shop-prod", release: "1.1.0", open: "true", limit: "5" });
});

test("get pr, and as JSON with instants that people can read", async () => {
  const { stdout } = await runCli(["get", "pr", "p1", "-o", "json"], { url: api.url });
  const promotion = JSON.parse(stdout) as { requestedAt: string; gates: readonly { output: object }[] };
  expect(promotion.requestedAt).toBe("2026-11-21T08:00:00.000Z");
  expect(promotion.gates[0]?.output).toEqual({ number: "CHG0030001" });
});

test("describe promotion says all that a person at night needs", async () => {
  const { code, stdout } = await runCli(["describe", "promotion", "p1"], { url: api.url });
  expect(code).toBe(0);
  for (const line of [
    "Promotion    p1",
    "State        Held",
    "Environment  shop/shop-prod, class prod",
    "Release      1.1.0",
    "Replaced     1.0.0",
    "Why          new prices",
    "Waited       1 min",
    "  Release 1.1.0 in shop-prod failed: check failed.",
    '  change  change  pass     2026-11-21T08:00:00Z  number="CHG0030001"',
    "Plan for shop/shop-prod",
    "  op-1       deploy  Failed  9.0 s  check failed",
    "  check  check  after  Failed  1.0 s  answered 500",
    "  ✘ check (check)  answered 500",
    "      | GET /checkout",
    "  holdfast retry p1",
    "  holdfast events --promotion p1",
  ])
    expect(stdout.split("\n")).toContain(line);
});

test("promotions get is the same as describe promotion", async () => {
  const [got, described] = await Promise.all([
    runCli(["promotions", "get", "p1", "-o", "yaml"], { url: api.url }),
    runCli(["describe", "promotion/p1", "-o", "yaml"], { url: api.url }),
  ]);
  expect(got.stdout).toBe(described.stdout);
  expect(got.stdout).toContain("state: Held");
});

test("explain says what it waits for, on whom, until when, and what to type", async () => {
  const { code, stdout } = await runCli(["explain", "promotion", "p1"], { url: api.url });
  expect({ code, lines: stdout.split("\n") }).toEqual({
    code: 0,
    lines: [
      "Release 1.1.0 in shop-prod failed: check failed.",
      "- a decision: shop-prod is held until a person decides",
      "  waits on a person",
      "  not before 2026-11-21T09:00:00Z",
      "It can go on at 2026-11-21T09:00:00Z at the earliest.",
      "",
      "Next",
      "  holdfast retry p1",
      "  holdfast describe promotion p1",
      "",
    ],
  });
  const { stdout: json } = await runCli(["explain", "promotion/p1", "-o", "json"], { url: api.url });
  expect(JSON.parse(json)).toMatchObject({ waitsFor: [{ until: "2026-11-21T09:00:00.000Z" }] });
});

test.each([
  { words: ["promotions", "cancel", "p1"], verb: "cancel", body: undefined },
  { words: ["promotions", "revoke", "p1", "--reason", "wrong"], verb: "revoke", body: { reason: "wrong" } },
  { words: ["retry", "p1"], verb: "retry", body: {} },
  { words: ["retry", "promotion/p1", "--reason", "mended"], verb: "retry", body: { reason: "mended" } },
  { words: ["skip", "p1", "--reason", "known"], verb: "skip", body: { reason: "known" } },
  { words: ["restore", "p1"], verb: "restore", body: {} },
  { words: ["leave", "p1", "--reason", "by hand"], verb: "leave", body: { reason: "by hand" } },
])("$words is recorded", async ({ words, verb, body }) => {
  const { code, stdout } = await runCli(words, { url: api.url });
  expect(code).toBe(0);
  expect(stdout).toContain(`promotion  shop/p1  ${verb}ing`);
  const [request] = api.seen(`POST /v1/promotions/p1/${verb}`);
  expect(request?.body === "" ? undefined : JSON.parse(request?.body ?? "")).toEqual(body);
});

test("restore --wait watches what it has started", async () => {
  api.on("GET /v1/promotions/p2", (_request, response) =>
    sendJson(
      response,
      promotionView("p2", { state: "Restored", reason: "check failed", runs: "1.0.0", endedAt: THEN }),
    ),
  );
  api.on("POST /v1/promotions/p2/restore", (_request, response) => {
    const result = { kind: "Promotion", project: "shop", name: "p2", result: "restoring", promotionId: "p2" };
    sendJson(response, { isReplay: false, results: [result] }, 202);
  });
  const { code, stdout } = await runCli(["restore", "p2", "--wait"], { url: api.url });
  expect({ code, table: stdout.includes("shop/shop-prod  Restored") }).toEqual({ code: 1, table: true });
});

test.each([
  { name: "skip without a reason", words: ["skip", "p1"], code: 2, says: "skip needs a reason" },
  {
    name: "leave with an empty reason",
    words: ["leave", "p1", "--reason", " "],
    code: 2,
    says: "leave needs a reason",
  },
  { name: "revoke without a reason", words: ["promotions", "revoke", "p1"], code: 2, says: "--reason" },
  { name: "a promotion that is not there", words: ["promotions", "get", "p9"], code: 3, says: "NOT_FOUND" },
  {
    name: "an explanation of something else",
    words: ["explain", "environment", "shop-prod"],
    code: 2,
    says: "cannot explain environments",
  },
  { name: "an explanation of nothing", words: ["explain", "promotion"], code: 2, says: "explain which promotion?" },
  { name: "a limit that is none", words: ["promotions", "list", "--limit", "0"], code: 2, says: "1 to 500" },
])("$name ends with $code", async ({ words, code, says }) => {
  const result = await runCli(words, { url: api.url });
  expect(result.code).toBe(code);
  expect(result.stderr).toContain(says);
});

test("a decision that comes too late is refused with the server's words", async () => {
  api.on("POST /v1/promotions/p3/skip", (_request, response) =>
    sendProblem(response, {
      status: 409,
      code: "PROMOTION_NOT_HELD",
      detail: 'promotion "p3" is running and waits for no decision',
      hint: "See what it waits for: holdfast explain promotion ID",
    }),
  );
  const { code, stderr } = await runCli(["skip", "p3", "--reason", "known"], { url: api.url });
  expect(code).toBe(1);
  expect(stderr).toContain("PROMOTION_NOT_HELD");
});
