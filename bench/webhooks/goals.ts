import type { Goal } from "../goals.ts";
import { percentile } from "../promotion/percentile.ts";
import type { Forging } from "./send-forgeries.ts";

const RSS_GROWTH_MB_MAX = 50;
const P99_MS_MAX = 100;
const MB = 1024 * 1024;

/** What the valid requests beside the forged ones came to. */
export interface ValidRequests {
  readonly tookMs: readonly number[];
  readonly accepted: number;
}

/** What was sent, and what it came to. */
export interface Measured {
  readonly count: number;
  readonly forged: Forging;
  readonly valid: ValidRequests;
}

/** None of the forged is taken, the valid ones are, in time, and memory stays. */
export function webhookGoals({ count, forged, valid }: Measured): readonly Goal[] {
  const tallies = [...forged.tallies.values()];
  // A row that nothing valid explains counts, whatever was answered.
  const taken =
    tallies.reduce((sum, { accepted }) => sum + accepted, 0) + Math.max(forged.strangeRows(valid.accepted), 0);
  const sent = tallies.reduce((sum, tally) => sum + tally.sent, 0);
  const { before, most } = forged.rss();
  const growthMb = (most - before) / MB;
  const p99 = percentile(valid.tookMs, 0.99);
  const refused = valid.tookMs.length - valid.accepted;
  return [
    { name: "forged requests that were accepted", value: taken, goal: "= 0", met: taken === 0 },
    { name: "forged requests sent", value: sent, goal: `= ${count}`, met: sent === count },
    {
      name: "valid requests beside them that were refused",
      value: valid.tookMs.length === 0 ? null : refused,
      goal: "= 0",
      met: valid.tookMs.length > 0 && refused === 0,
    },
    {
      name: "p99 of a valid request, ms",
      value: Number.isNaN(p99) ? null : Number(p99.toFixed(1)),
      goal: `< ${P99_MS_MAX}`,
      met: p99 < P99_MS_MAX,
    },
    {
      name: "growth of resident memory, MB",
      value: Number(growthMb.toFixed(1)),
      goal: `< ${RSS_GROWTH_MB_MAX}`,
      met: growthMb < RSS_GROWTH_MB_MAX,
    },
  ];
}
