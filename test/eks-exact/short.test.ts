import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seededRandom } from "../crash/random.ts";
import type { SuiteReport } from "../setup/long-suite.ts";
import { migratedDatabase, type TestDatabase } from "../setup/postgres.ts";
import { CELLS } from "./cells.ts";
import { KINDS } from "./pieces.ts";
import { runCells, runRuns, seedsOf, type Playground } from "./run-exact.ts";

const SEED = process.env["HOLDFAST_EXACT_SEED"] ?? "short";
const LIMIT_MS = 90_000;

let database: TestDatabase;
let directory: string;
beforeAll(async () => {
  database = await migratedDatabase();
  directory = await mkdtemp(join(tmpdir(), "holdfast-exact-"));
});
afterAll(async () => {
  await database.drop();
  await rm(directory, { recursive: true, force: true });
});

const playground = (): Playground => ({
  databaseUrl: database.url,
  directory,
  lanes: 1,
  endAt: Date.now() + LIMIT_MS,
  say: () => undefined,
});

function failed({ lines, checks }: SuiteReport): readonly unknown[] {
  const broken = checks.filter(({ problems }) => problems.length > 0);
  if (broken.length > 0) process.stderr.write(`seed ${SEED}\n${lines.join("\n")}\n`);
  return broken;
}

test("one component of each kind is there once, wherever its worker dies and whatever EKS answers; test:eks-exact tries all", async () => {
  const random = seededRandom(SEED);
  const one = KINDS.map((piece) => random.pick(CELLS.filter((cell) => cell.piece === piece)));
  expect(failed(await runCells(one, playground()))).toEqual([]);
}, 120_000);

test("a cluster with all that is in it is there once after deaths and faults", async () => {
  expect(failed(await runRuns(seedsOf(SEED, 2), playground()))).toEqual([]);
}, 120_000);
