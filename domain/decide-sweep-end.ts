/** What is known of a sweep when it ends. */
export interface SweepCourse {
  /** Components that were looked at. */
  readonly looked: number;
  /** Components that could not be looked at. */
  readonly failed: number;
  /** What could not be looked at as a whole, or why it ended early; one line each. */
  readonly problems: readonly string[];
}

/** How a sweep ended. The reason is empty where it succeeded. */
export interface SweepEnd {
  readonly state: "succeeded" | "partial" | "failed";
  readonly reason: string;
}

const PROBLEMS_SHOWN = 3;

/** How a sweep ended: partial where something was not looked at, failed where nothing was. */
export function decideSweepEnd({ looked, failed, problems }: SweepCourse): SweepEnd {
  const some = failed === 1 ? "1 component" : `${failed} components`;
  const different = [...new Set(problems)];
  const shown = different.slice(0, PROBLEMS_SHOWN);
  const more = different.length > shown.length ? [`and ${different.length - shown.length} more`] : [];
  const reasons = [...shown, ...more, ...(failed === 0 ? [] : [`${some} could not be looked at`])];
  if (reasons.length === 0) return { state: "succeeded", reason: "" };
  return { state: looked === 0 ? "failed" : "partial", reason: reasons.join("; ") };
}
