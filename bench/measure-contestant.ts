import { join } from "node:path";
import { BARRIER, FLOOR, startBare } from "./floor/start-bare.ts";
import type { Graph } from "./graph/graph.ts";
import { startHoldfast } from "./holdfast/start-holdfast.ts";
import { measureSetUp, type Measured } from "./measure/measure-set-up.ts";
import type { ContestantName, ResourceIds, Running, StartContestant } from "./contestant.ts";

/** What a contestant sets up, in this order. `numbers` counts environments of the graph. */
export interface Course {
  readonly key: string;
  readonly graph: Graph;
  readonly environments: number;
}

/** The ids of the resources of each course, so that every contestant of a round has the same durations drawn. */
export type IdsByCourse = Map<string, readonly ResourceIds[]>;

/** One course, measured, or why it was not run to its end. */
export type CourseResult =
  | { readonly course: Course; readonly measured: Measured }
  | { readonly course: Course; readonly name: ContestantName; readonly failure: string };

/** Starts a contestant, warms it up with one environment, measures every course, and stops it with all of its data. */
export async function measureContestant(
  name: ContestantName,
  {
    courses,
    ids,
    start,
  }: { readonly courses: readonly Course[]; readonly ids: IdsByCourse; readonly start: StartContestant },
): Promise<readonly CourseResult[]> {
  const { report, timeScale, signal } = start;
  report(`${name}: starting`);
  const running = await startContestant(name, { ...start, directory: join(start.directory, name) });
  try {
    const [first] = courses;
    if (first !== undefined) {
      report(`${name}: warm-up, one ${first.graph.name}`);
      await running.prepare(first.graph);
      await running.setUp({ graph: first.graph, environments: 1 });
    }
    const results: CourseResult[] = [];
    for (const course of courses) {
      const { key, graph, environments } = course;
      report(`${name}: ${environments} × ${graph.name}`);
      const given = ids.get(key);
      try {
        const measured = await measureSetUp(
          running,
          { graph, environments, ...(given === undefined ? {} : { resources: given }) },
          timeScale,
        );
        if (given === undefined) ids.set(key, measured.resources);
        results.push({ course, measured });
      } catch (error) {
        signal.throwIfAborted();
        const failure = error instanceof Error ? error.message : String(error);
        report(`${name}: ${environments} × ${graph.name} did not get there: ${failure}`);
        results.push({ course, name, failure });
      }
    }
    return results;
  } finally {
    await running.stop();
  }
}

async function startContestant(name: ContestantName, start: StartContestant): Promise<Running> {
  if (name === "holdfast") return await startHoldfast(start);
  return await startBare(name === "floor" ? FLOOR : BARRIER, start);
}
