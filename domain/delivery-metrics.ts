import { changeFailRate } from "./change-fail-rate.ts";
import { changeLeadTime } from "./change-lead-time.ts";
import { deliveryBasis } from "./delivery-basis.ts";
import type { DeliveryFacts, DeliveryQuestion, PromotionFact } from "./delivery-facts.ts";
import type { DeliveryMetric } from "./delivery-metric.ts";
import { deploymentFrequency } from "./deployment-frequency.ts";
import { type PromotionTimes, promotionTimes } from "./promotion-times.ts";
import { recoveryTime } from "./recovery-time.ts";
import { reworkRate } from "./rework-rate.ts";

/** The five metrics of a period, and the deployments that they are about. */
export interface DeliveryMetrics {
  /** Frequency, lead time, fail rate, recovery time, rework rate; all five, also those without a value. */
  readonly metrics: readonly DeliveryMetric[];
  /** Every deployment that counts and ended in the period, by end. */
  readonly deployments: readonly Deployment[];
}

/** A deployment, and where its time went. */
export interface Deployment
  extends
    Pick<
      PromotionFact,
      "id" | "project" | "environment" | "kind" | "release" | "outcome" | "requestedAt" | "admittedAt" | "endedAt"
    >,
    PromotionTimes {}

/**
 * Measures delivery: how often, how fast, how well. A deployment is a promotion whose operation had its turn, and counts
 * in the period in which it ended. What could be measured only by dividing by nothing is absent, never 0.
 */
export function deliveryMetrics(facts: DeliveryFacts, question: DeliveryQuestion): DeliveryMetrics {
  const basis = deliveryBasis(facts, question);
  return {
    metrics: [
      deploymentFrequency(basis),
      changeLeadTime(basis),
      changeFailRate(basis),
      recoveryTime(basis),
      reworkRate(basis),
    ],
    deployments: basis.deployments.map(deployment),
  };
}

function deployment(promotion: PromotionFact): Deployment {
  const { id, project, environment, kind, release, outcome, requestedAt, admittedAt, endedAt } = promotion;
  return {
    id,
    project,
    environment,
    kind,
    release,
    outcome,
    requestedAt,
    ...(admittedAt === undefined ? {} : { admittedAt }),
    endedAt,
    ...promotionTimes(promotion),
  };
}
