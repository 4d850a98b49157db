import type { PromotionFact } from "./delivery-facts.ts";
import { type DeliveryMetric, idsOf } from "./delivery-metric.ts";
import { median, p90 } from "./quantiles.ts";

/** How long something took, and the promotions that say so. */
export interface MeasuredTime {
  /** The promotion that is measured. */
  readonly of: PromotionFact;
  /** From when to when, epoch milliseconds. Absent where that is not known. */
  readonly startAt: number | undefined;
  readonly endAt: number | undefined;
  /** The promotion that ended it, which may be the same; absent where none did. */
  readonly endedBy?: PromotionFact | undefined;
}

/** A metric that is a time: its median, and the p90 beside it. A time that is unknown, or would be negative, is not measured. */
export function timeMetric(
  words: Pick<DeliveryMetric, "id" | "name" | "formula">,
  times: readonly MeasuredTime[],
): DeliveryMetric {
  const spans = times.map(({ startAt = Number.NaN, endAt = Number.NaN, ...time }) => ({
    ...time,
    ms: endAt - startAt,
  }));
  const measured = spans.filter(({ ms }) => ms >= 0);
  const unmeasured = spans.filter(({ ms }) => !(ms >= 0));
  const all = measured.map(({ ms }) => ms);
  const [middle, high] = [median(all), p90(all)];
  return {
    ...words,
    ...(middle === undefined ? {} : { value: middle }),
    unit: "ms",
    further: high === undefined ? [] : [{ name: "p90", value: high, unit: "ms" }],
    promotionIds: idsOf(measured.flatMap(({ of, endedBy }) => (endedBy === undefined ? [of] : [of, endedBy]))),
    unmeasuredIds: idsOf(unmeasured.map(({ of }) => of)),
  };
}
