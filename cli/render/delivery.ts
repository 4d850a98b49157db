import { renderSection } from "./fields.ts";
import type { Paint } from "./paint.ts";
import { renderTable } from "./table.ts";
import { durationWords } from "./time-words.ts";

/** The metrics of delivery, as far as the CLI reads them. Times are epoch milliseconds. */
export interface DeliveryReport {
  readonly period: { readonly startAt: number; readonly endAt: number };
  readonly project?: string;
  readonly environment?: string;
  readonly class?: string;
  readonly metrics: readonly DeliveryMetric[];
  readonly deployments: readonly unknown[];
}

/** One metric. `value` is absent where there was nothing to measure. */
export interface DeliveryMetric extends Omit<Figure, "value"> {
  readonly formula: string;
  readonly value?: number;
  readonly further: readonly Figure[];
  readonly promotionIds: readonly string[];
  readonly numeratorIds?: readonly string[];
  readonly unmeasuredIds: readonly string[];
}

interface Figure {
  readonly name: string;
  readonly value: number;
  /** `per week`, `per day`, `ms`, `share`, or what a newer server adds. */
  readonly unit: string;
}

/** The lines of a table of the metrics, and below it how each is computed, uncut. */
export function renderDelivery(
  metrics: readonly DeliveryMetric[],
  screen: { readonly width: number; readonly paint: Paint },
): readonly string[] {
  const rows = metrics.map((metric) => [metric.name, valueWords(metric), countWords(metric)].map((text) => ({ text })));
  const table = renderTable({ titles: ["METRIC", "VALUE", "PROMOTIONS"], rows }, screen);
  const formulas = metrics.map(({ name, formula }) => `${name}: ${formula}`);
  return [...table, ...renderSection("How each is computed", formulas, screen.paint)];
}

/** What a metric says, for people: `2.1 per week (0.3 per day)`, `1 d 4 h (p90 3 d)`, `12 % (3 of 25)`; `-` for nothing. */
export function valueWords({ value, unit, further, numeratorIds, promotionIds }: DeliveryMetric): string {
  if (value === undefined) return "-";
  const besides = [
    ...(numeratorIds === undefined ? [] : [`${numeratorIds.length} of ${promotionIds.length}`]),
    ...further.map((figure) =>
      figure.name === figure.unit ? amountWords(figure) : `${figure.name} ${amountWords(figure)}`,
    ),
  ];
  const amount = amountWords({ value, unit });
  return besides.length === 0 ? amount : `${amount} (${besides.join(", ")})`;
}

/** How many promotions stand behind a metric, and how many could not be measured. */
function countWords({ promotionIds, unmeasuredIds }: DeliveryMetric): string {
  const count = String(promotionIds.length);
  return unmeasuredIds.length === 0 ? count : `${count}, and ${unmeasuredIds.length} not measured`;
}

function amountWords({ value, unit }: { readonly value: number; readonly unit: string }): string {
  if (unit === "ms") return durationWords(value);
  if (unit === "share") return `${rounded(value * 100)} %`;
  return `${rounded(value)} ${unit}`;
}

/** Fewer decimals the greater it is; what is little is not shown as nothing. */
function rounded(value: number): string {
  if (value > 0 && value < 0.01) return "less than 0.01";
  if (value >= 10) return value.toFixed(0);
  return String(Number(value.toFixed(value >= 1 ? 1 : 2)));
}
