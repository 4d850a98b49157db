import { mkdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { commitOfCode } from "./commit-of-code.ts";
import type { Goal } from "./goals.ts";
import { startMeasuredStack } from "./holdfast/start-stack.ts";
import { HOPS_OF_A_RELEASE, type Course } from "./promotion/course.ts";
import { hopGoals } from "./promotion/hop-goals.ts";
import { readOptions, USAGE, type Options } from "./promotion/options.ts";
import { hopTable, phaseTable, processTable, type CourseResult } from "./promotion/report.ts";
import { runCourse } from "./promotion/run-course.ts";

const stopping = new AbortController();
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.on(name, () => stopping.abort(new Error(`stopped by ${name}`)));
const say = (line: string) => process.stderr.write(`${line}\n`);

try {
  const options = readOptions(process.argv.slice(2));
  if (options === "help") process.stdout.write(USAGE);
  else await run(options);
} catch (error) {
  say(`bench:promotion: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  process.exitCode = stopping.signal.aborted ? 130 : 1;
}

async function run(options: Options): Promise<void> {
  const { durability, profileDir } = options;
  const { signal } = stopping;
  if (profileDir !== undefined) {
    mkdirSync(profileDir, { recursive: true });
    process.env["NODE_OPTIONS"] = `--cpu-prof --cpu-prof-dir=${resolve(profileDir)}`; // For the children.
  }
  const directory = await mkdtemp(join(tmpdir(), "holdfast-bench-"));
  try {
    const start = { directory: join(directory, "holdfast"), seed: "1", timeScale: 0.01, durability, report: say };
    const stack = await startMeasuredStack(start);
    const results: CourseResult[] = [];
    try {
      // Code that runs for the first time is slow: nobody promotes only once.
      say("warm-up");
      const warmUp: Course = { name: "warm-up", pipelines: 2, releases: 5, hasWork: true, isJudged: false };
      await runCourse(stack, warmUp, { place: 0, signal });
      for (const [index, course] of coursesOf(options).entries()) {
        say(course.name);
        results.push(await runCourse(stack, course, { place: index + 1, signal }));
      }
    } finally {
      await stack.stop();
    }
    print(options, results);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
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
  for (const { name, value, goal, met } of goals)
    console.log(`${met ? "met   " : "missed"}  ${name}: ${value ?? "not measured"} (${goal})`);
  console.log(JSON.stringify({ bench: "promotion", commit, goals }));
}
