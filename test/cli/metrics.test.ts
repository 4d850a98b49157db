import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { deliveryMetrics } from "../../domain/delivery-metrics.ts";
import type { DeliveryReport } from "../../api/metrics/delivery.ts";
import { promotionFact, releaseFact, WEEK } from "../setup/delivery-facts.ts";
import { type FakeApi, sendJson, sendProblem, serveViews, startFakeApi } from "./fake-api.ts";
import { runCli } from "./run-cli.ts";
import { environmentView } from "./views.ts";

const PATH = "GET /v1/metrics/delivery";
const FACTS = {
  promotions: [
    promotionFact("p1", 34),
    promotionFact("p2", 50, { outcome: "Restored" }),
    promotionFact("p3", 60, { kind: "rollback" }),
    promotionFact("p4", 90, { outcome: "Failed" }),
    promotionFact("p5", 200, { outcome: "Failed" }),
  ],
  releases: [releaseFact("p1", 4)],
};

/** A report as the API answers it. */
const reportOf = (facts: Parameters<typeof deliveryMetrics>[0]): DeliveryReport => ({
  period: { startAt: WEEK.fromMs, endAt: WEEK.toMs },
  class: "prod",
  ...deliveryMetrics(facts, { period: WEEK }),
});

let api: FakeApi;
beforeAll(async () => {
  api = await startFakeApi();
  serveViews(api, { environments: [environmentView("shop-staging")] });
});
afterAll(async () => await api[Symbol.asyncDispose]());
beforeEach(() => {
  api.requests.length = 0;
  api.on(PATH, (_request, response) => sendJson(response, reportOf(FACTS)));
});

test("metrics says each metric, its value, how many promotions stand behind it, and its formula", async () => {
  const { code, stdout, stderr } = await runCli(["metrics"], { url: api.url });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const [table = "", formulas = ""] = stdout.split("\n\nHow each is computed\n");
  expect(table.split("\n").map((line) => line.replaceAll(/ {2,}/g, " | "))).toEqual([
    "Deployments of environments of class prod that ended from 2024-01-01T00:00:00Z to 2024-01-08T00:00:00Z: 4",
    "",
    "METRIC | VALUE | PROMOTIONS",
    "Deployment frequency | 2 per week (0.29 per day) | 2",
    "Change lead time | 1 d 6 h (p90 1 d 6 h) | 1",
    "Change fail rate | 50 % (2 of 4) | 4",
    "Failed deployment recovery time | 1 h (p90 1 h) | 1, and 1 not measured",
    "Deployment rework rate | 25 % (1 of 4) | 4",
  ]);
  expect(formulas.trimEnd().split("\n")).toHaveLength(5);
  for (const { name, formula } of reportOf(FACTS).metrics) expect(formulas).toContain(`  ${name}: ${formula}\n`);
});

test("metrics -o json and -o yaml give everything, with instants in RFC 3339", async () => {
  const json = await runCli(["metrics", "-o", "json"], { url: api.url });
  expect(JSON.parse(json.stdout)).toMatchObject({
    period: { startAt: "2024-01-01T00:00:00.000Z", endAt: "2024-01-08T00:00:00.000Z" },
    metrics: [{ promotionIds: ["p1", "p3"] }, {}, { value: 0.5 }, { unmeasuredIds: ["p4"] }, { numeratorIds: ["p3"] }],
    deployments: [{ id: "p1", waitedMs: 3_600_000, endedAt: "2024-01-02T10:00:00.000Z" }, {}, {}, {}],
  });
  const yaml = await runCli(["metrics", "-o", "yaml"], { url: api.url });
  expect(yaml.stdout).toContain("\nclass: prod\nmetrics:\n  - id: deployment-frequency\n");
});

test.each([
  { words: [], want: {}, days: 30 },
  { words: ["-p", "shop", "--since", "7d"], want: { project: "shop" }, days: 7 },
  { words: ["-e", "shop-staging"], want: { project: "shop", environment: "shop-staging" }, days: 30 },
])("metrics $words asks for the last $days days of $want", async ({ words, want, days }) => {
  const [before, { code }, after] = [Date.now(), await runCli(["metrics", ...words], { url: api.url }), Date.now()];
  expect(code).toBe(0);
  const [seen] = api.seen(PATH);
  const { since = "", ...rest } = Object.fromEntries(seen?.query ?? []);
  expect(rest).toEqual(want);
  const askedAt = Date.parse(since) + days * 86_400_000;
  expect(askedAt).toBeGreaterThanOrEqual(before);
  expect(askedAt).toBeLessThanOrEqual(after);
});

test("metrics asks from an instant", async () => {
  await runCli(["metrics", "--since", "2024-01-01T00:00:00Z"], { url: api.url });
  expect(api.seen(PATH)[0]?.query.get("since")).toBe("2024-01-01T00:00:00.000Z");
});

test("where nothing was deployed, metrics says so and where to look, and fails nothing", async () => {
  api.on(PATH, (_request, response) => sendJson(response, reportOf({ promotions: [], releases: [] })));
  const { code, stdout, stderr } = await runCli(["metrics"], { url: api.url });
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(stderr.split("\n")).toEqual([
    "no deployment of environments of class prod ended from 2024-01-01T00:00:00Z to 2024-01-08T00:00:00Z",
    "look further back: holdfast metrics --since 366d",
    "look at another class: holdfast metrics -e ENVIRONMENT",
    "",
  ]);
  const json = await runCli(["metrics", "-o", "json"], { url: api.url });
  expect(JSON.parse(json.stdout)).toMatchObject({ metrics: { length: 5 }, deployments: [] });
});

test.each([
  { words: ["--since", "soon"], code: 2, says: '"soon" is no duration' },
  { words: ["-o", "wide"], code: 2, says: 'cannot print "wide"' },
  { words: ["-e", "absent"], code: 3, says: 'no environment is called "absent"' },
])("metrics $words ends with $code and asks for nothing", async ({ words, code, says }) => {
  const result = await runCli(["metrics", ...words], { url: api.url });
  expect(result).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(says) });
  expect(api.seen(PATH)).toEqual([]);
});

test("metrics tells what the server refuses", async () => {
  api.on(PATH, (_request, response) =>
    sendProblem(response, {
      status: 400,
      code: "REQUEST_INVALID",
      detail: "query/since: at most 366 days before until",
    }),
  );
  const { code, stderr } = await runCli(["metrics", "--since", "400d"], { url: api.url });
  expect(code).toBe(1);
  expect(stderr).toContain("at most 366 days");
});
