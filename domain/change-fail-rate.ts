import { type DeliveryBasis, isFailed } from "./delivery-basis.ts";
import { type DeliveryMetric, shareMetric } from "./delivery-metric.ts";

/** Which share of the deployments failed. One that was restored failed, too; one that was cancelled in its turn did not. */
export function changeFailRate({ deployments }: DeliveryBasis): DeliveryMetric {
  return shareMetric(
    {
      id: "change-fail-rate",
      name: "Change fail rate",
      formula: "deployments that ended Failed, Restored or Restore failed ÷ all deployments",
    },
    { part: deployments.filter(isFailed), whole: deployments },
  );
}
