import { mkdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { commitOfCode } from "./commit-of-code.ts";
import type { Goal } from "./goals.ts";
import { type Bench, runBench } from "./frame/run-bench.ts";
import { printGoals } from "./frame/print-goals.ts";
import { withMeasuredStack } from "./holdfast/with-stack.ts";
import { HOPS_OF_A_RELEASE, type Course } from "./promotion/course.ts";
import { hopGoals } from "./promotion/hop-goals.ts";
import { readOptions, USAGE, type Options } from "./promotion/options.ts";
import { hopTable, phaseTable, processTable, type CourseResult } from "./promotion/report.ts";
import { runCourse } from "./promotion/run-course.ts";

await runBench({ name: "promotion", usage: USAGE, readOptions, run });

async function run(options: Options, { signal, say }: Bench): Promise<void> {
  const { durability, profileDir } = options;
  if (profileDir !== undefined) {
    mkdirSync(profileDir, { recursive: true });
    process.env["NODE_OPTIONS"] = `--cpu-prof --cpu-prof-dir=${resolve(profileDir)}`; // For the children.
  }
  const results: CourseResult[] = [];
  await withMeasuredStack({ durability, report: say }, async (stack) => {
    // Code that runs for the first time is slow: nobody promotes only once.
    say("warm-up");
    const warmUp: Course = { name: "warm-up", pipelines: 2, releases: 5, hasWork: true, isJudged: false };
    await runCourse(stack, warmUp, { place: 0, signal });
    for (const [index, course] of coursesOf(options).entries()) {
      say(course.name);
      results.push(await runCourse(stack, course, { place: index + 1, signal }));
    }
  });
  print(options, results);
}

function coursesOf({ pipelines, hops, everyMs }: Options): readonly Course[] {
  const releasesOf = (count: number) => Math.ceil(hops / HOPS_OF_A_RELEASE / count);
  const judged = pipelines.map((count): Course => {
    const course = { pipelines: count, releases: releasesOf(count), hasWork: false, isJudged: true };
    return count === 1 ? { ...course, name: "1 pipeline" } : { ...course, name: `${count} pipelines`, everyMs };
  });
  const most = Math.max(...pipelines);
  return [
    ...judged,
    { name: "1 pipeline, one update", pipelines: 1, releases: releasesOf(1), hasWork: true, isJudged: false },
    ...(most === 1
      ? []
      : [
          {
            name: `${most} without a pause`,
            pipelines: most,
            releases: releasesOf(most),
            hasWork: false,
            isJudged: false,
          },
        ]),
  ];
}

function print({ durability, everyMs }: Options, results: readonly CourseResult[]): void {
  const commit = commitOfCode();
  const goals: readonly Goal[] = hopGoals(results);
  console.log(`hops of releases through pipelines of three stages; commit ${commit}, ${availableParallelism()} cores`);
  console.log(
    `a hop: from its acceptance, or the verification in the stage before, to its own verification; written to survive a killed ${durability}`,
  );
  console.log(
    "its environments have nothing to do, or one component to update, which takes no time in the simulated cloud: all of a hop is overhead",
  );
  console.log(
    `pipelines side by side get a release every ${everyMs / 1_000} s each, the last course one after the other without a pause, which keeps every core busy`,
  );
  console.log(
    "pollers: until the next tick after the same events, over 100 phases of their clock; what they do then costs nothing. others: share of the cores that strangers used\n",
  );
  console.log(`${hopTable(results)}\n`);
  console.log(`${phaseTable(results)}\n`);
  console.log(`${processTable(results)}\n`);
  printGoals({ bench: "promotion", commit, goals });
}
