import type { Goal } from "../goals.ts";
import { table } from "../measure/table.ts";
import { percentile } from "../promotion/percentile.ts";
import type { StartDelay } from "./apply-new.ts";
import type { IntentMeasured } from "./measure-intent.ts";

const P99_MS_MAX = 250;
const RATIO_MAX = 1.5;
const PARTS = [0.5, 0.9, 0.99, 1] as const;

/** A new apply begins soon, and not much later because a fleet is swept. */
export function intentGoals({ idle, swept, looked }: IntentMeasured): readonly Goal[] {
  const [p99Idle, p99] = [idle, swept].map((delays) =>
    percentile(
      delays.map(({ beganMs }) => beganMs),
      0.99,
    ),
  );
  const ratio = p99 !== undefined && p99Idle !== undefined ? p99 / p99Idle : Number.NaN;
  return [
    atMost("p99 until an apply begins beside sweeps, ms", P99_MS_MAX, p99),
    atMost("p99 beside sweeps ÷ p99 while nothing else happens", RATIO_MAX, ratio),
    { name: "components that were looked at meanwhile", value: looked, goal: "> 0", met: looked > 0 },
  ];
}

/** How long applies waited, for what. */
export function delayTable({ idle, swept }: IntentMeasured): string {
  const row = (name: string, delays: readonly StartDelay[], of: (delay: StartDelay) => number) => [
    name,
    String(delays.length),
    ...PARTS.map((part) => percentile(delays.map(of), part).toFixed(0)),
  ];
  const waits = [
    ["on record", (delay: StartDelay) => delay.answeredMs],
    ["its turn", (delay: StartDelay) => delay.turnMs],
    ["first call", (delay: StartDelay) => delay.beganMs],
  ] as const;
  const rows = waits.flatMap(([what, of]) => [
    row(`${what}, nothing else happens`, idle, of),
    row(`${what}, beside sweeps`, swept, of),
  ]);
  return table(["ms until", "applies", "p50", "p90", "p99", "longest"], rows);
}

function atMost(name: string, limit: number, value: number | undefined): Goal {
  const goal = `<= ${limit}`;
  if (value === undefined || Number.isNaN(value)) return { name, value: null, goal, met: false };
  return { name, value: Number(value.toFixed(2)), goal, met: value <= limit };
}
