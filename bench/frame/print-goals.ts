import type { Goal } from "../goals.ts";

/** What a measurement ends with. */
export interface Measurement {
  /** As in `npm run bench:<name>`. */
  readonly bench: string;
  readonly commit: string;
  readonly goals: readonly Goal[];
}

/** Prints each goal on a line of its own, and as the last line all of it as JSON. */
export function printGoals(measurement: Measurement & Readonly<Record<string, unknown>>): void {
  for (const { name, value, goal, met } of measurement.goals)
    console.log(`${met ? "met   " : "missed"}  ${name}: ${value ?? "not measured"} (${goal})`);
  const { goals, ...more } = measurement;
  console.log(JSON.stringify({ ...more, goals }));
}
