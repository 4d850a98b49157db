import { mkdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { commitOfCode } from "./commit-of-code.ts";
import { type Bench, runBench } from "./frame/run-bench.ts";
import { floorGoal, largeGoal, pathGoal, type Goal } from "./goals.ts";
import { layeredGraph } from "./graph/layered-graph.ts";
import { r30 } from "./graph/r30.ts";
import { measureContestant, type Course, type CourseResult, type IdsByCourse } from "./measure-contestant.ts";
import type { Measured } from "./measure/measure-set-up.ts";
import { makespanTable, overPath, processTable } from "./measure/report.ts";
import { readOptions, USAGE, type Options } from "./options.ts";
import type { ContestantName } from "./contestant.ts";

await runBench({ name: "makespan", usage: USAGE, readOptions, run });

async function run(options: Options, { signal, say }: Bench): Promise<void> {
  const { numbers, contestants, seed, repeat, timeScale, durability, large, profileDir } = options;
  if (profileDir !== undefined) {
    mkdirSync(profileDir, { recursive: true });
    process.env["NODE_OPTIONS"] = `--cpu-prof --cpu-prof-dir=${resolve(profileDir)}`; // For the children.
  }
  const graph = await r30();
  const courses: Course[] = numbers.map((environments) => ({ key: `${environments}`, graph, environments }));
  if (large > 0) courses.push({ key: "large", graph: layeredGraph(large, seed), environments: 1 });
  const results: CourseResult[] = [];
  const directory = await mkdtemp(join(tmpdir(), "holdfast-bench-"));
  try {
    for (let round = 1; round <= repeat; round += 1) {
      const ids: IdsByCourse = new Map();
      for (const name of contestants) {
        const report = (line: string) => say(`round ${round} of ${repeat}: ${line}`);
        const start = {
          directory: join(directory, String(round)),
          seed,
          timeScale,
          durability,
          report,
          signal,
        };
        results.push(...(await measureContestant(name, { courses, ids, start })));
      }
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  print(options, { courses, results });
}

function print(
  options: Options,
  { courses, results }: { readonly courses: readonly Course[]; readonly results: readonly CourseResult[] },
): void {
  const medianOf = (name: ContestantName, key: string) =>
    median(
      results.flatMap((one) =>
        "measured" in one && one.measured.name === name && one.course.key === key ? one.measured : [],
      ),
    );
  const rows = courses.flatMap(({ key }) =>
    options.contestants.flatMap((name) => {
      const measured = medianOf(name, key);
      return measured === undefined ? [] : [{ measured, floor: medianOf("floor", key) }];
    }),
  );
  const commit = commitOfCode();
  const { seed, repeat, timeScale, durability, large } = options;
  const pragma = durability === "process" ? "synchronous=OFF" : "synchronous as SQLite has it";
  console.log(
    `makespan of N environments started together; commit ${commit}, ${availableParallelism()} cores, 1 s of the cloud is ${timeScale} s, seed ${seed}, rounds ${repeat} (the median by ÷ path is shown)`,
  );
  console.log(
    `store: each contestant has a Temporal dev server of its own, freshly started (SQLite, WAL, ${pragma}), and nothing else of the others runs;`,
  );
  console.log(
    "they run one after another, each after a warm-up of one environment; all create resources of the same ids, so that the same durations are drawn",
  );
  console.log(
    "path: critical path of the drawn durations, of the longest environment. CPU without the simulated cloud, until 1 s after the end. /c: per component.",
  );
  console.log(
    "begin: from the first request to the first create, finish: from the last resource to the outcome, lag: from the end of the last need to the create that the cloud accepted. others: share of the cores that strangers used\n",
  );
  console.log(`${makespanTable(rows)}\n`);
  console.log(`${processTable(rows.map(({ measured }) => measured))}\n`);
  for (const one of results)
    if ("failure" in one)
      console.log(
        `${one.name}, ${one.course.environments} × ${one.course.graph.name}, did not get there: ${one.failure}`,
      );
  const goals = options.contestants.includes("holdfast") ? goalsOf(courses, { medianOf, large }) : [];
  for (const { name, value, goal, met, disturbed } of goals) {
    const note = disturbed === undefined ? "" : `, not judged: ${disturbed}`;
    console.log(`${met ? "met   " : "missed"}  ${name}: ${value ?? "did not get there"} (${goal})${note}`);
  }
  console.log(JSON.stringify({ bench: "makespan", commit, goals }));
}

function goalsOf(
  courses: readonly Course[],
  {
    medianOf,
    large,
  }: { readonly medianOf: (name: ContestantName, key: string) => Measured | undefined; readonly large: number },
): readonly Goal[] {
  return courses.flatMap(({ key, environments }) => {
    const [holdfast, floor] = [medianOf("holdfast", key), medianOf("floor", key)];
    if (key === "large") return [largeGoal(large, holdfast)];
    if (environments === 1) return [pathGoal(holdfast)];
    return floor === undefined ? [] : [floorGoal(environments, holdfast, floor)];
  });
}

/** The one in the middle by its ratio to the path, the better one of two; absent for none. */
function median(measured: readonly Measured[]): Measured | undefined {
  return measured.toSorted((one, other) => overPath(one) - overPath(other))[Math.floor((measured.length - 1) / 2)];
}
