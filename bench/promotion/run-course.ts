import { availableParallelism } from "node:os";
import type { MeasuredStack } from "../holdfast/start-stack.ts";
import { usedBy, usedByMachine } from "../measure/processes.ts";
import { linesOf, type Course } from "./course.ts";
import { readHops } from "./read-hops.ts";
import type { CourseResult } from "./report.ts";
import { setUpLines, travel } from "./travel.ts";

/** Sets the lines of a course up, brings its releases through them, and reads how long each hop took. */
export async function runCourse(
  stack: MeasuredStack,
  course: Course,
  { place, signal }: { readonly place: number; readonly signal: AbortSignal },
): Promise<CourseResult> {
  const lines = linesOf(course, place);
  await setUpLines(stack, { lines, course, signal });
  const pids = stack.pids();
  const before = usedBy(pids);
  const [machineBefore, startedAt, ownBefore] = [usedByMachine(), performance.now(), process.cpuUsage()];
  await travel(stack, { lines, course, signal });
  const machineMs = usedByMachine() - machineBefore;
  const coreMs = (performance.now() - startedAt) * availableParallelism();
  const { user, system } = process.cpuUsage(ownBefore);
  const used = new Map(
    [...usedBy(pids)].map(([role, { cpuMs, rssBytes }]) => [
      role,
      { cpuMs: cpuMs - (before.get(role)?.cpuMs ?? 0), rssBytes },
    ]),
  );
  const ownMs = [...used.values()].reduce((total, { cpuMs }) => total + cpuMs, (user + system) / 1_000);
  const hops = await readHops(
    stack,
    lines.map(({ project }) => project),
  );
  return { course, hops, used, othersShare: Math.max(machineMs - ownMs, 0) / coreMs };
}
