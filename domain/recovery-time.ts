import { type DeliveryBasis, isFailed } from "./delivery-basis.ts";
import type { PromotionFact } from "./delivery-facts.ts";
import type { DeliveryMetric } from "./delivery-metric.ts";
import { timeMetric } from "./time-metric.ts";

/**
 * How long an environment was without a good state after a deployment failed in the period: from the start of its turn
 * until it ran well again, which may be after the period. Median and p90. Each failed deployment counts by itself: two in
 * a row end at the same moment.
 *
 * Not measured: one after which the environment has not run well yet.
 */
export function recoveryTime({ deployments, historyOf }: DeliveryBasis): DeliveryMetric {
  return timeMetric(
    {
      id: "failed-deployment-recovery-time",
      name: "Failed deployment recovery time",
      formula:
        "median time from the start of a failed deployment's turn until it was Restored, " +
        "or the next deployment of the environment ended Verified or Restored",
    },
    deployments.filter(isFailed).map((of) => {
      const endedBy = recoveredBy(of, historyOf(of));
      return { of, startAt: of.admittedAt, endAt: endedBy?.endedAt, endedBy };
    }),
  );
}

/** The deployment at whose end the environment ran well again, itself where it was restored; the history is sorted by end. */
function recoveredBy(failed: PromotionFact, history: readonly PromotionFact[]): PromotionFact | undefined {
  return history.find((other) => other.endedAt >= failed.endedAt && runsWell(other));
}

const runsWell = ({ outcome }: PromotionFact) => outcome === "Verified" || outcome === "Restored";
