import { type DeliveryBasis, isFailed } from "./delivery-basis.ts";
import type { PromotionFact } from "./delivery-facts.ts";
import { type DeliveryMetric, shareMetric } from "./delivery-metric.ts";

const [HOUR_MS, MINUTE_MS] = [3_600_000, 60_000];

/**
 * Which share of the deployments were unplanned fixes: every rollback, and every promotion of a release that was asked
 * for after a failed deployment of the same environment had ended, up to 24 h later, that instant included. What was
 * asked for before the failure was planned. A change of parameters is no promotion of a release, and is never counted.
 */
export function reworkRate({ deployments, historyOf, reworkWithinMs }: DeliveryBasis): DeliveryMetric {
  const fixes = deployments.filter(
    (deployment) =>
      deployment.kind === "rollback" ||
      (deployment.kind === "promote" && followsFailure(deployment, historyOf(deployment), reworkWithinMs)),
  );
  return shareMetric(
    {
      id: "deployment-rework-rate",
      name: "Deployment rework rate",
      formula:
        `deployments that were a rollback, or a promotion asked for within ${spanWords(reworkWithinMs)} ` +
        "after a failed deployment of the same environment ÷ all deployments",
    },
    { part: fixes, whole: deployments },
  );
}

function followsFailure({ id, requestedAt }: PromotionFact, history: readonly PromotionFact[], withinMs: number) {
  return history.some(
    (other) =>
      other.id !== id && isFailed(other) && other.endedAt <= requestedAt && requestedAt - other.endedAt <= withinMs,
  );
}

function spanWords(ms: number): string {
  if (ms % HOUR_MS === 0) return `${ms / HOUR_MS} h`;
  return ms % MINUTE_MS === 0 ? `${ms / MINUTE_MS} min` : `${ms} ms`;
}
