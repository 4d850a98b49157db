import { expect, test } from "vitest";
import type { DeliveryFactsQuery } from "../../adapters/store/delivery-port.ts";
import { LOOK_AROUND_MS } from "../../domain/delivery-basis.ts";
import type { DeliveryFacts } from "../../domain/delivery-facts.ts";
import { apiUnderTest } from "../../test/api/api-under-test.ts";
import { HOUR_MS, promotionFact, releaseFact, WEEK } from "../../test/setup/delivery-facts.ts";
import type { DeliveryReport } from "./delivery.ts";

const WEEK_QUERY = "since=2024-01-01T00:00:00Z&until=2024-01-08T00:00:00Z";
const FACTS: DeliveryFacts = {
  promotions: [
    promotionFact("a", 10),
    promotionFact("b", 20, { outcome: "Restored" }),
    promotionFact("dev", 30, { environment: "shop-dev", stageClass: "dev" }),
  ],
  releases: [releaseFact("a", 4), releaseFact("dev", 29)],
};

/** Asks an API whose store knows these facts; also says what the store was asked for. */
async function ask(query: string, facts: DeliveryFacts = FACTS) {
  const asked: DeliveryFactsQuery[] = [];
  const deliveryFacts = async (wanted: DeliveryFactsQuery) => {
    asked.push(wanted);
    return facts;
  };
  const { send } = apiUnderTest({ store: { deliveryFacts } });
  const answer = await send(`/v1/metrics/delivery?${query}`);
  return { status: answer.status, report: (await answer.json()) as DeliveryReport, asked };
}

test("the metrics of a week are those of class prod, with formulas, units and the promotions behind them", async () => {
  const { status, report } = await ask(WEEK_QUERY);
  expect(status).toBe(200);
  expect(report).toMatchObject({
    period: { startAt: WEEK.fromMs, endAt: WEEK.toMs },
    class: "prod",
    metrics: [
      { id: "deployment-frequency", value: 1, unit: "per week", promotionIds: ["a"] },
      { id: "change-lead-time", value: 6 * HOUR_MS, unit: "ms", promotionIds: ["a"] },
      { id: "change-fail-rate", value: 0.5, unit: "share", promotionIds: ["a", "b"], numeratorIds: ["b"] },
      { id: "failed-deployment-recovery-time", value: HOUR_MS, unit: "ms", promotionIds: ["b"] },
      { id: "deployment-rework-rate", value: 0, unit: "share", promotionIds: ["a", "b"], numeratorIds: [] },
    ],
    deployments: [
      { id: "a", waitedMs: HOUR_MS, workedMs: HOUR_MS },
      { id: "b", outcome: "Restored" },
    ],
  });
  expect(report.metrics.every(({ formula }) => formula.length > 20)).toBe(true);
});

test("one environment counts whatever its class is", async () => {
  const { report } = await ask(`${WEEK_QUERY}&project=shop&environment=shop-dev`);
  expect(report).toMatchObject({ project: "shop", environment: "shop-dev", deployments: [{ id: "dev" }] });
  expect(report).not.toHaveProperty("class");
});

test.each([
  { query: "", scope: { stageClass: "prod" } },
  { query: "&project=shop", scope: { stageClass: "prod", project: "shop" } },
  { query: "&project=shop&environment=shop-dev", scope: { project: "shop", environment: "shop-dev" } },
])("the store is asked for the period and what lies around it, narrowed by $scope", async ({ query, scope }) => {
  const { asked } = await ask(`since=2024-10-01T00:00:00Z&until=2024-10-08T00:00:00Z${query}`);
  const [endedFromMs, endedBeforeMs] = [Date.UTC(2024, 9, 1) - LOOK_AROUND_MS, Date.UTC(2024, 9, 8) + LOOK_AROUND_MS];
  expect(asked).toEqual([{ ...scope, endedFromMs, endedBeforeMs, visible: "everything" }]);
});

test("where nothing was deployed, every metric is there without a value", async () => {
  const { report } = await ask("", { promotions: [], releases: [] });
  expect(report.deployments).toEqual([]);
  expect(report.metrics.map((metric) => "value" in metric)).toEqual([false, false, false, false, false]);
});

test.each(["since=soon", "since=367d", "until=2026-11-01", "environment=", `project=${"a".repeat(131)}`])(
  "the query %s is refused",
  async (query) => {
    const { status, report, asked } = await ask(query);
    expect({ status, asked }).toEqual({ status: 400, asked: [] });
    expect(report).toMatchObject({ code: "REQUEST_INVALID", detail: expect.stringContaining("query/") });
  },
);
