import { expect, test } from "vitest";
import { DAY_MS, HOUR_MS, MONDAY, promotionFact, releaseFact, WEEK } from "../test/setup/delivery-facts.ts";
import type { DeliveryFacts, DeliveryQuestion } from "./delivery-facts.ts";
import type { DeliveryMetricId } from "./delivery-metric.ts";
import { deliveryMetrics } from "./delivery-metrics.ts";

const FAILED = { outcome: "Failed" } as const;
const RESTORED = { outcome: "Restored" } as const;
const at = (hours: number) => MONDAY + hours * HOUR_MS;

/** What one metric says: its value, of a time or frequency the other figure too, and the ids of the promotions behind it. */
function said(id: DeliveryMetricId, facts: Partial<DeliveryFacts>, question: Partial<DeliveryQuestion> = {}) {
  const { metrics } = deliveryMetrics({ promotions: [], releases: [], ...facts }, { period: WEEK, ...question });
  const metric = metrics.find((one) => one.id === id);
  if (metric === undefined) throw new Error(`there is no metric "${id}"`);
  const { value, further, promotionIds, numeratorIds, unmeasuredIds } = metric;
  return { value, other: further[0]?.value, behind: promotionIds, over: numeratorIds, unmeasured: unmeasuredIds };
}

test.each([
  { name: "verified deployments per week, and per day", promotions: ["a", "b"], value: 2, other: 2 / 7 },
  { name: "deployments of which all failed is 0", promotions: ["f"], value: 0, other: 0 },
  { name: "no deployments is nothing", promotions: [], value: undefined, other: undefined },
  { name: "promotions that never had their turn is nothing", promotions: ["r"], value: undefined, other: undefined },
])("the frequency of $name", ({ promotions, value, other }) => {
  const all = [
    promotionFact("a", 10),
    promotionFact("b", 20, { kind: "rollback" }),
    promotionFact("f", 30, FAILED),
    promotionFact("r", 40, { outcome: "Rejected", hadTurn: false }),
  ];
  const given = all.filter(({ id }) => promotions.includes(id));
  expect(said("deployment-frequency", { promotions: given })).toMatchObject({ value, other });
});

test("a deployment counts in the period in which it ended, its first instant included and its last excluded", () => {
  const promotions = [
    promotionFact("early", -0.001),
    promotionFact("first", 0),
    promotionFact("late", 7 * 24 - 0.001),
    promotionFact("after", 7 * 24),
  ];
  expect(said("deployment-frequency", { promotions }).behind).toEqual(["first", "late"]);
});

test.each([
  { name: "prod, in every project, by default", question: {}, want: ["prod", "bank"] },
  { name: "of one project", question: { project: "shop" }, want: ["prod"] },
  { name: "of another class", question: { stageClass: "dev" as const }, want: ["dev"] },
  {
    name: "that are named, of whichever class",
    question: { environments: ["shop-prod", "shop-dev"] },
    want: ["prod", "dev"],
  },
  { name: "that are not there", question: { environments: ["gone"] }, want: [] },
])("the environments that count are those $name", ({ question, want }) => {
  const promotions = [
    promotionFact("prod", 10),
    promotionFact("dev", 11, { environment: "shop-dev", stageClass: "dev" }),
    promotionFact("bank", 12, { project: "bank", environment: "bank-prod" }),
  ];
  expect(said("deployment-frequency", { promotions }, question).behind).toEqual(want);
});

test.each([
  {
    name: "from the creation of the release to its verification: the median, and the p90",
    promotions: [promotionFact("a", 10), promotionFact("b", 20), promotionFact("c", 50)],
    want: { value: 12 * HOUR_MS, other: 40 * HOUR_MS, behind: ["a", "b", "c"], unmeasured: [] },
  },
  {
    name: "of an even number of releases: the mean of the two in the middle",
    promotions: [promotionFact("a", 10), promotionFact("b", 20)],
    want: { value: 11 * HOUR_MS, behind: ["a", "b"] },
  },
  {
    name: "not of what was not verified",
    promotions: [promotionFact("a", 10, FAILED), promotionFact("b", 20, RESTORED)],
    want: { value: undefined, behind: [], unmeasured: [] },
  },
  {
    name: "not of a rollback, nor of a change of parameters",
    promotions: [promotionFact("a", 10, { kind: "rollback" }), promotionFact("b", 20, { kind: "change" })],
    want: { value: undefined, behind: [], unmeasured: [] },
  },
  {
    name: "of the first time, where a release comes again",
    promotions: [promotionFact("a", 10), promotionFact("again", 90, { releaseDigest: "sha256:a" })],
    want: { value: 10 * HOUR_MS, behind: ["a"], unmeasured: [] },
  },
  {
    name: "not of a release that was verified there before the period",
    promotions: [promotionFact("before", -5, { releaseDigest: "sha256:a" }), promotionFact("a", 10)],
    want: { value: undefined, behind: [], unmeasured: [] },
  },
  {
    name: "in each environment by itself",
    promotions: [
      promotionFact("a", 10),
      promotionFact("other", 30, { environment: "shop-prod-2", releaseDigest: "sha256:a" }),
    ],
    want: { value: 20 * HOUR_MS, behind: ["a", "other"] },
  },
  {
    name: "not measured where the creation is unknown, or after the verification",
    promotions: [promotionFact("a", 10), promotionFact("unknown", 20), promotionFact("anew", 30)],
    want: { value: 10 * HOUR_MS, behind: ["a"], unmeasured: ["unknown", "anew"] },
  },
])("lead time is $name", ({ promotions, want }) => {
  const releases = [releaseFact("a", 0), releaseFact("b", 8), releaseFact("c", 10), releaseFact("anew", 31)];
  expect(said("change-lead-time", { promotions, releases })).toMatchObject(want);
});

test("lead time begins with the first creation of a release that was created twice", () => {
  const releases = [releaseFact("a", 8), releaseFact("a", 2), releaseFact("a", 5)];
  expect(said("change-lead-time", { promotions: [promotionFact("a", 10)], releases }).value).toBe(8 * HOUR_MS);
});

test.each([
  { outcome: "Verified", hadTurn: true, want: { value: 0, over: [], behind: ["a"] } },
  { outcome: "Failed", hadTurn: true, want: { value: 1, over: ["a"], behind: ["a"] } },
  { outcome: "Restored", hadTurn: true, want: { value: 1, over: ["a"], behind: ["a"] } },
  { outcome: "Restore failed", hadTurn: true, want: { value: 1, over: ["a"], behind: ["a"] } },
  { outcome: "Cancelled", hadTurn: true, want: { value: 0, over: [], behind: ["a"] } },
  { outcome: "Cancelled", hadTurn: false, want: { value: undefined, over: [], behind: [] } },
  { outcome: "Rejected", hadTurn: false, want: { value: undefined, over: [], behind: [] } },
  { outcome: "Superseded", hadTurn: false, want: { value: undefined, over: [], behind: [] } },
  { outcome: "Failed", hadTurn: false, want: { value: undefined, over: [], behind: [] } },
] as const)("the fail rate of one that ended $outcome, with a turn: $hadTurn", ({ outcome, hadTurn, want }) => {
  expect(said("change-fail-rate", { promotions: [promotionFact("a", 10, { outcome, hadTurn })] })).toMatchObject(want);
});

test("the fail rate is a share of all deployments", () => {
  const promotions = [
    promotionFact("a", 10),
    promotionFact("b", 20, FAILED),
    promotionFact("c", 30, RESTORED),
    promotionFact("d", 40, { outcome: "Cancelled" }),
    promotionFact("e", 50, { outcome: "Rejected", hadTurn: false }),
  ];
  expect(said("change-fail-rate", { promotions })).toMatchObject({
    value: 0.5,
    over: ["b", "c"],
    behind: ["a", "b", "c", "d"],
  });
});

test.each([
  { name: "nothing happened", facts: {}, period: WEEK },
  { name: "all happened long before", facts: { promotions: [promotionFact("a", -2_000)] }, period: WEEK },
  {
    name: "the period is empty",
    facts: { promotions: [promotionFact("a", 0)] },
    period: { fromMs: MONDAY, toMs: MONDAY },
  },
])("where $name, all five metrics are there, with a formula and without a value", ({ facts, period }) => {
  const { metrics, deployments } = deliveryMetrics({ promotions: [], releases: [], ...facts }, { period });
  expect(deployments).toEqual([]);
  expect(metrics.map(({ id }) => id)).toEqual([
    "deployment-frequency",
    "change-lead-time",
    "change-fail-rate",
    "failed-deployment-recovery-time",
    "deployment-rework-rate",
  ]);
  for (const metric of metrics) {
    expect(metric).not.toHaveProperty("value");
    expect(metric).toMatchObject({ further: [], promotionIds: [], unmeasuredIds: [] });
    expect(metric.formula).not.toBe("");
  }
});

test("a report lists its deployments by their end, each with where its time went", () => {
  const promotions = [
    promotionFact("b", 30, { outcome: "Cancelled" }),
    promotionFact("a", 10, { requestedAt: at(2) }),
    promotionFact("r", 20, { outcome: "Rejected", hadTurn: false }),
  ];
  const { deployments } = deliveryMetrics({ promotions, releases: [] }, { period: WEEK });
  expect(deployments).toMatchObject([
    {
      id: "a",
      release: "release of a",
      outcome: "Verified",
      waitedMs: 7 * HOUR_MS,
      workedMs: HOUR_MS,
      totalMs: 8 * HOUR_MS,
    },
    { id: "b", outcome: "Cancelled", waitedMs: HOUR_MS, workedMs: HOUR_MS, totalMs: 2 * HOUR_MS },
  ]);
});

test("a period of half a week counts twice as much per week", () => {
  const period = { fromMs: MONDAY, toMs: MONDAY + 3.5 * DAY_MS };
  expect(said("deployment-frequency", { promotions: [promotionFact("a", 1)] }, { period }).value).toBe(2);
});
