import fc from "fast-check";
import { expect, test } from "vitest";
import { DAY_MS, HOUR_MS, MONDAY, WEEK } from "../test/setup/delivery-facts.ts";
import { factsPeriod } from "./delivery-basis.ts";
import type { DeliveryFacts, PromotionFact, ReleaseFact } from "./delivery-facts.ts";
import type { DeliveryMetric } from "./delivery-metric.ts";
import { deliveryMetrics } from "./delivery-metrics.ts";

const OUTCOMES = ["Verified", "Failed", "Restored", "Restore failed", "Cancelled", "Rejected", "Superseded"] as const;
/** So few, so that instants coincide. */
const instant = fc.integer({ min: -50, max: 220 }).map((hours) => MONDAY + hours * HOUR_MS);
const span = fc.nat(40).map((hours) => hours * HOUR_MS);
const shape = fc.record({
  environment: fc.constantFrom("shop-prod", "shop-prod-2", "shop-dev"),
  kind: fc.constantFrom("promote", "promote", "rollback", "change"),
  releaseDigest: fc.constantFrom("1", "2", "3", "4", "5"),
  outcome: fc.constantFrom(...OUTCOMES),
  endedAt: instant,
  worked: span,
  waited: span,
  hadTurn: fc.boolean(),
});
const promotions = fc.array(shape, { maxLength: 40 }).map((shapes) =>
  shapes.map(({ worked, waited, ...parts }, index): PromotionFact => {
    const admittedAt = parts.endedAt - worked;
    return {
      ...parts,
      id: `p${index}`,
      project: "shop",
      stageClass: parts.environment === "shop-dev" ? "dev" : "prod",
      release: parts.releaseDigest,
      requestedAt: admittedAt - waited,
      ...(parts.hadTurn ? { admittedAt } : {}),
    };
  }),
);
const releases = fc.array(
  fc.record({ version: fc.constant("any"), digest: fc.constantFrom("1", "2", "3", "4"), createdAt: instant }),
  { maxLength: 6 },
);
const facts: fc.Arbitrary<DeliveryFacts> = fc.record({ promotions, releases });
const RUNS = { numRuns: 500, seed: 20_261_121 };

const week = (given: DeliveryFacts) => deliveryMetrics(given, { period: WEEK });

/** The metrics by name; each is there. */
function five(metrics: readonly DeliveryMetric[]) {
  const [frequency, leadTime, failRate, recovery, rework] = metrics;
  if (!frequency || !leadTime || !failRate || !recovery || !rework) throw new Error("a metric is missing");
  return { frequency, leadTime, failRate, recovery, rework };
}

test("the order of the facts does not matter", () => {
  const shuffled = facts.chain((given) =>
    fc.tuple(
      fc.constant(given),
      fc.shuffledSubarray([...given.promotions], { minLength: given.promotions.length }),
      fc.shuffledSubarray([...given.releases], { minLength: given.releases.length }),
    ),
  );
  fc.assert(
    fc.property(shuffled, ([given, mixed, mixedReleases]) => {
      expect(week({ promotions: mixed, releases: mixedReleases })).toEqual(week(given));
    }),
    RUNS,
  );
});

test("a shift of all times changes no metric", () => {
  fc.assert(
    fc.property(facts, fc.integer({ min: -1_000 * DAY_MS, max: 1_000 * DAY_MS }), (given, byMs) => {
      const moved = {
        promotions: given.promotions.map(({ admittedAt, ...promotion }) => ({
          ...promotion,
          requestedAt: promotion.requestedAt + byMs,
          endedAt: promotion.endedAt + byMs,
          ...(admittedAt === undefined ? {} : { admittedAt: admittedAt + byMs }),
        })),
        releases: given.releases.map((release): ReleaseFact => ({ ...release, createdAt: release.createdAt + byMs })),
      };
      const period = { fromMs: WEEK.fromMs + byMs, toMs: WEEK.toMs + byMs };
      expect(deliveryMetrics(moved, { period }).metrics).toEqual(week(given).metrics);
    }),
    RUNS,
  );
});

test("the counts add up", () => {
  fc.assert(
    fc.property(facts, (given) => {
      const { metrics, deployments } = week(given);
      const { frequency, leadTime, failRate, recovery, rework } = five(metrics);
      const ids = deployments.map(({ id }) => id);
      const endedAs = (...outcomes: readonly string[]) =>
        deployments.filter(({ outcome }) => outcomes.includes(outcome)).map(({ id }) => id);

      // Every deployment is of the environments that count, had its turn, and ended in the week; and every such is there.
      const expected = given.promotions.filter(
        ({ hadTurn, stageClass, endedAt }) =>
          hadTurn && stageClass === "prod" && endedAt >= WEEK.fromMs && endedAt < WEEK.toMs,
      );
      expect(ids.toSorted()).toEqual(expected.map(({ id }) => id).toSorted());

      expect(failRate.promotionIds).toEqual(ids);
      expect(rework.promotionIds).toEqual(ids);
      expect(frequency.promotionIds).toEqual(endedAs("Verified"));
      expect(failRate.numeratorIds).toEqual(endedAs("Failed", "Restored", "Restore failed"));
      expect(ids).toEqual(expect.arrayContaining([...(rework.numeratorIds ?? [])]));

      // Each failure is recovered from, or not measured.
      const failed = failRate.numeratorIds ?? [];
      const measured = failed.filter((id) => !recovery.unmeasuredIds.includes(id));
      expect(failed).toEqual(expect.arrayContaining([...recovery.unmeasuredIds]));
      expect(recovery.promotionIds).toEqual(expect.arrayContaining(measured));
      expect(recovery.value === undefined).toBe(measured.length === 0);

      // Each release is measured once for each environment that it came to.
      const brought = [...leadTime.promotionIds, ...leadTime.unmeasuredIds].map(
        (id) => given.promotions.find((promotion) => promotion.id === id) ?? expect.fail(`${id} is no promotion`),
      );
      const arrivals = brought.map(({ environment, releaseDigest }) => `${environment} ${releaseDigest}`);
      expect(new Set(arrivals).size).toBe(arrivals.length);
      expect(brought.every(({ kind, outcome }) => kind === "promote" && outcome === "Verified")).toBe(true);
    }),
    RUNS,
  );
});

test("a value is absent or a number in its range, and a share is what its promotions say", () => {
  fc.assert(
    fc.property(facts, (given) => {
      for (const { value, further, unit, promotionIds, numeratorIds } of week(given).metrics) {
        for (const number of [value ?? 0, ...further.map((figure) => figure.value)]) {
          expect(Number.isFinite(number)).toBe(true);
          expect(number).toBeGreaterThanOrEqual(0);
        }
        expect(new Set(promotionIds).size).toBe(promotionIds.length);
        if (unit === "share")
          expect(value).toBe(promotionIds.length === 0 ? undefined : (numeratorIds ?? []).length / promotionIds.length);
        if (unit === "ms") expect(further[0]?.value ?? 0).toBeGreaterThanOrEqual(value ?? 0);
      }
    }),
    RUNS,
  );
});

test("two periods beside each other have the deployments, failures and fixes of both together", () => {
  fc.assert(
    fc.property(facts, instant, (given, middleMs) => {
      const [fromMs, toMs] = [WEEK.fromMs - 100 * HOUR_MS, WEEK.toMs + 100 * HOUR_MS];
      const countsOf = (period: { readonly fromMs: number; readonly toMs: number }) => {
        const { frequency, failRate, rework } = five(deliveryMetrics(given, { period }).metrics);
        return [frequency.promotionIds, failRate.promotionIds, failRate.numeratorIds, rework.numeratorIds];
      };
      const [first, second] = [countsOf({ fromMs, toMs: middleMs }), countsOf({ fromMs: middleMs, toMs })];
      expect(first.map((ids, index) => [...(ids ?? []), ...(second[index] ?? [])])).toEqual(countsOf({ fromMs, toMs }));
    }),
    RUNS,
  );
});

test("what ended outside the span around the period, or in an environment that does not count, changes nothing", () => {
  const { fromMs, toMs } = factsPeriod(WEEK);
  fc.assert(
    fc.property(facts, promotions, fc.constantFrom(fromMs - 1, toMs, toMs + DAY_MS), (given, others, endedAt) => {
      const rest = others.map((promotion, index): PromotionFact => {
        const id = `other${index}`;
        if (promotion.stageClass !== "prod") return { ...promotion, id };
        return { ...promotion, id, endedAt };
      });
      expect(week({ ...given, promotions: [...rest, ...given.promotions] })).toEqual(week(given));
    }),
    RUNS,
  );
});
