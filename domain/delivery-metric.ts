import type { PromotionFact } from "./delivery-facts.ts";

/** The five metrics of delivery. @see https://dora.dev/guides/dora-metrics/ */
export type DeliveryMetricId =
  | "deployment-frequency"
  | "change-lead-time"
  | "change-fail-rate"
  | "failed-deployment-recovery-time"
  | "deployment-rework-rate";

/** A share lies between 0 and 1, both included. */
export type MetricUnit = "per week" | "per day" | "ms" | "share";

/** The same facts, measured another way. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: MetricUnit;
}

/** One metric, with everything needed to check it by hand. */
export interface DeliveryMetric {
  readonly id: DeliveryMetricId;
  readonly name: string;
  /** How the value comes about, in words. */
  readonly formula: string;
  /** Absent where there was nothing to measure. */
  readonly value?: number;
  readonly unit: MetricUnit;
  /** Empty where the value is absent. */
  readonly further: readonly Figure[];
  /** Promotions that the value was computed from, by their end. */
  readonly promotionIds: readonly string[];
  /** Of a share: those of the promotions above that stand over the line of the fraction. Absent for other units. */
  readonly numeratorIds?: readonly string[];
  /** Promotions that belong to the metric but could not be measured, and so are not in the value. */
  readonly unmeasuredIds: readonly string[];
}

/** Ids of promotions, each once, by their end. */
export function idsOf(promotions: readonly PromotionFact[]): readonly string[] {
  return [...new Set(promotions.toSorted(byEnd).map(({ id }) => id))];
}

/** Sorts by end; those that ended at one instant by id. */
export function byEnd(one: PromotionFact, other: PromotionFact): number {
  return one.endedAt - other.endedAt || (one.id < other.id ? -1 : Number(one.id > other.id));
}

/** A metric that is a part of the whole; without a value where the whole is empty. */
export function shareMetric(
  words: Pick<DeliveryMetric, "id" | "name" | "formula">,
  { part, whole }: { readonly part: readonly PromotionFact[]; readonly whole: readonly PromotionFact[] },
): DeliveryMetric {
  return {
    ...words,
    ...(whole.length === 0 ? {} : { value: part.length / whole.length }),
    unit: "share",
    further: [],
    promotionIds: idsOf(whole),
    numeratorIds: idsOf(part),
    unmeasuredIds: [],
  };
}
