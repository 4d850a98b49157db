import type { Suite, SuiteReport } from "../setup/long-suite.ts";
import type { Cell } from "./cells.ts";
import { type InLanes, playInLanes } from "./in-lanes.ts";
import { playCell } from "./play-cell.ts";
import { playRun } from "./play-run.ts";
import { reportCells, reportRuns } from "./report.ts";
import { planRun } from "./run-plan.ts";

/** Where it is played, and for how long. */
export type Playground = Omit<InLanes, "scale" | "goneEveryMs"> & { readonly say: Suite["say"] };

/** EKS is that much faster. What is not to be seen for a moment must not look gone meanwhile. */
const OF_CELLS = { scale: 2_000, goneEveryMs: 100 };
const OF_RUNS = { scale: 5_000, goneEveryMs: 20 };
const SAY_EVERY = 50;

/** Plays cells, one death and one fault each. */
export async function runCells(cells: readonly Cell[], at: Playground): Promise<SuiteReport> {
  const counted = counter("cells", cells.length, at.say);
  const ends = await playInLanes([...cells.entries()], { ...at, ...OF_CELLS }, async (place, [index, cell]) => {
    const end = await playCell(place, { cell, environment: `cell-${index}` });
    counted();
    return end;
  });
  return reportCells(
    ends.filter((end) => end !== undefined),
    cells.length,
  );
}

/** Plays the runs of these seeds. */
export async function runRuns(seeds: readonly string[], at: Playground): Promise<SuiteReport> {
  const counted = counter("runs", seeds.length, at.say);
  const ends = await playInLanes([...seeds.entries()], { ...at, ...OF_RUNS }, async (place, [index, seed]) => {
    const end = await playRun(place, { plan: planRun(seed), environment: `run-${index}` });
    const [problem] = [end.wrong, end.duplicates, end.lost, end.orphans].flat();
    if (problem !== undefined) at.say(`runs: seed ${seed} is broken: ${problem}`);
    counted();
    return end;
  });
  return reportRuns(
    ends.filter((end) => end !== undefined),
    seeds.length,
  );
}

/** Seeds of so many runs; a seed with a number behind a slash is one of them. */
export function seedsOf(seed: string, runs: number): readonly string[] {
  return seed.includes("/") ? [seed] : Array.from({ length: runs }, (_, index) => `${seed}/${index}`);
}

function counter(what: string, all: number, say: Suite["say"]): () => void {
  let count = 0;
  return () => {
    count += 1;
    if (count % SAY_EVERY === 0 || count === all) say(`${what}: ${count} of ${all} are over`);
  };
}
