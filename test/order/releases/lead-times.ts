import { changeLeadTime } from "../../../domain/change-lead-time.ts";
import { deliveryBasis } from "../../../domain/delivery-basis.ts";
import type { DeliveryFacts } from "../../../domain/delivery-facts.ts";
import { median, p90 } from "../../../domain/quantiles.ts";
import { checkEach, type Check } from "../../crash/checks/check.ts";
import type { ReleaseLine } from "./release-line.ts";

/** How long releases took to a stage, milliseconds from the moment they were stored. */
export interface LeadTimes {
  readonly environment: string;
  readonly verified: number;
  readonly superseded: number;
  readonly medianMs: number;
  readonly p90Ms: number;
  readonly longestMs: number;
}

/** Lead times of each stage, from the rows of releases and promotions. */
export function leadTimes({ hops, createdAt }: ReleaseLine, environments: readonly string[]): readonly LeadTimes[] {
  return environments.map((environment) => {
    const there = hops.filter((hop) => hop.environment === environment);
    const verified = there.filter(({ state }) => state === "Verified");
    const times = verified.map(({ release, endedAt }) => (endedAt ?? 0) - (createdAt.get(release) ?? 0));
    return {
      environment,
      verified: verified.length,
      superseded: there.filter(({ state }) => state === "Superseded").length,
      medianMs: median(times) ?? 0,
      p90Ms: p90(times) ?? 0,
      longestMs: Math.max(0, ...times),
    };
  });
}

/** Whether the product's own metric says the same as its rows, for each stage. */
export function checkLeadTimes(
  facts: DeliveryFacts,
  { project, times, name }: { readonly project: string; readonly times: readonly LeadTimes[]; readonly name: string },
): Check {
  return checkEach(name, times, ({ environment, medianMs, p90Ms }) => {
    const period = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };
    const metric = changeLeadTime(deliveryBasis(facts, { period, project, environments: [environment] }));
    const [further] = metric.further;
    const isSame = metric.value === medianMs && further?.value === p90Ms && metric.unmeasuredIds.length === 0;
    if (isSame) return undefined;
    return `${environment}: the metric says ${metric.value} and ${further?.value} ms, rows say ${medianMs} and ${p90Ms} ms`;
  });
}
