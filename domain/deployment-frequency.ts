import type { DeliveryBasis } from "./delivery-basis.ts";
import { type DeliveryMetric, idsOf } from "./delivery-metric.ts";

const DAY_MS = 86_400_000;

/**
 * How often something was deployed well: verified deployments per week, and per day. Rollbacks and changes of
 * parameters are deployments, too. A period without any deployment has no value; one in which all failed has 0.
 */
export function deploymentFrequency({ deployments, period }: DeliveryBasis): DeliveryMetric {
  const verified = deployments.filter(({ outcome }) => outcome === "Verified");
  const perDay = (verified.length * DAY_MS) / (period.toMs - period.fromMs);
  const hasValue = deployments.length > 0;
  return {
    id: "deployment-frequency",
    name: "Deployment frequency",
    formula: "deployments that ended Verified ÷ weeks (or days) of the period",
    ...(hasValue ? { value: perDay * 7 } : {}),
    unit: "per week",
    further: hasValue ? [{ name: "per day", value: perDay, unit: "per day" }] : [],
    promotionIds: idsOf(verified),
    unmeasuredIds: [],
  };
}
