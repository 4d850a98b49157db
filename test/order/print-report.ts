import { plainTable } from "../crash/checks/print-checks.ts";
import type { LeadTimes } from "./releases/lead-times.ts";

/** A table of lead times by stage. */
export function renderLeadTimes(times: readonly LeadTimes[]): readonly string[] {
  const rows = times.map(({ environment, verified, superseded, medianMs, p90Ms, longestMs }) => [
    environment,
    String(verified),
    String(superseded),
    ...[medianMs, p90Ms, longestMs].map((ms) => `${ms} ms`),
  ]);
  return plainTable(["STAGE", "VERIFIED", "SUPERSEDED", "LEAD TIME MEDIAN", "P90", "LONGEST"], rows);
}

/** A table of figures. */
export function renderFigures(figures: readonly (readonly [what: string, value: string])[]): readonly string[] {
  return plainTable(["MEASURED", ""], figures);
}

/** Counts of what happened, in the order of the words. */
export function renderCounts(counts: ReadonlyMap<string, number>): readonly string[] {
  const rows = [...counts]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([word, times]) => [String(times), word]);
  return plainTable(["TIMES", "WHAT HAPPENED"], rows);
}
