import type { Goal } from "../goals.ts";
import { percentile } from "./percentile.ts";
import type { CourseResult } from "./report.ts";

const P50_MS_MAX = 100;
const P99_MS_MAX = 1_000;

/** What a hop may take, of each course that is judged. */
export function hopGoals(results: readonly CourseResult[]): readonly Goal[] {
  return results
    .filter(({ course }) => course.isJudged)
    .flatMap(({ course, hops }) => {
      const took = hops.map(({ tookMs }) => tookMs);
      const goal = (name: string, part: number, limit: number): Goal => {
        const value = percentile(took, part);
        const isMeasured = !Number.isNaN(value);
        return {
          name: `${name} of a hop, ms, ${course.name}`,
          value: isMeasured ? Number(value.toFixed(1)) : null,
          goal: `<= ${limit}`,
          met: isMeasured && value <= limit,
        };
      };
      return [goal("p50", 0.5, P50_MS_MAX), goal("p99", 0.99, P99_MS_MAX)];
    });
}
