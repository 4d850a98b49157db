import { setTimeout as sleep } from "node:timers/promises";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import type { OperationView } from "../../cli/answers.ts";
import { apiCalls, type ApiCalls } from "./api-calls.ts";
import { environmentDocument, exampleText } from "./documents.ts";
import { startInstallation, type Installation } from "./installation.ts";
import { killOne } from "./kill-things.ts";
import { seededRandom, type Random } from "./random.ts";

/** One set-up of R30 that was left alone, and one whose cell worker was killed in the middle. */
export interface Pair {
  readonly plainMs: number;
  readonly killedMs: number;
  /** From the kill until the worker asked for work again. */
  readonly awayMs: number;
}

/** How it is measured. */
export interface CostRun {
  readonly seed: string;
  readonly pairs: number;
  readonly say: (line: string) => void;
}

const SET_UP_LIMIT_MS = 120_000;
const LOOK_EVERY_MS = 100;
// A worker that dies sooner than this after its start is left away longer each time by its supervisor.
const LIFE_BEFORE_KILL_MS = 11_000;
const EARLIEST = 0.3;
const LATEST = 0.7;
const PROJECT = "r30";

/** Measures what a kill of the cell worker costs a set-up of 30 components, on a quiet installation. */
export async function costOfAKill({ seed, pairs, say }: CostRun): Promise<readonly Pair[]> {
  if (pairs === 0) return [];
  // Exact durations: the difference is then the kill's alone.
  const installation = await startInstallation(["--time-scale", "0.01", "--sigma", "0"]);
  try {
    const random = seededRandom(seed).fork("cost");
    const api = apiCalls(installation, random.fork("lost answers"));
    await applyOrThrow(api, await exampleText("r30/blueprint.yaml"), await exampleText("r30/environment.yaml"));
    // The first one teaches the durations, and is not measured.
    const warm = await waitForSetUp(api, "r30-dev");
    const measured: Pair[] = [];
    let aliveSince = Date.now() - warm;
    for (let number = 1; number <= pairs; number += 1) {
      const plainMs = await setUp(api, `plain-${number}`);
      await sleep(Math.max(0, aliveSince + LIFE_BEFORE_KILL_MS - EARLIEST * warm - Date.now()));
      const { backAt, ...killed } = await setUpWithKill({ installation, api, random }, `killed-${number}`, warm);
      aliveSince = backAt;
      measured.push({ plainMs, ...killed });
      say(
        `pair ${number} of ${pairs}: ${plainMs} ms left alone, ${killed.killedMs} ms killed (away ${killed.awayMs} ms)`,
      );
    }
    return measured;
  } finally {
    await installation.close();
  }
}

async function setUp(api: ApiCalls, name: string): Promise<number> {
  await applyOrThrow(api, environmentDocument({ project: PROJECT, name, parameters: {} }));
  return await waitForSetUp(api, name);
}

async function setUpWithKill(
  {
    installation,
    api,
    random,
  }: { readonly installation: Installation; readonly api: ApiCalls; readonly random: Random },
  name: string,
  expectedMs: number,
): Promise<{ readonly killedMs: number; readonly awayMs: number; readonly backAt: number }> {
  const setting = setUp(api, name);
  const until = Date.now() + random.between(EARLIEST, LATEST) * expectedMs;
  await waitUntil(() => Date.now() >= until, { what: "it is in the middle", limitMs: SET_UP_LIMIT_MS });
  const killedAt = Date.now();
  const { recovered } = await killOne("cell", installation);
  const [killedMs, { recoveredMs }] = await Promise.all([setting, recovered]);
  if (recoveredMs === undefined) throw new Error("the cell worker did not come back");
  return { killedMs, awayMs: recoveredMs, backAt: killedAt + recoveredMs };
}

/** How long the set-up of an environment took, as its operation's row says. */
async function waitForSetUp(api: ApiCalls, name: string): Promise<number> {
  const [from, to] = await waitUntil(
    async () => {
      const page = await api.read<{ readonly items: readonly OperationView[] }>(
        `/v1/operations?project=${PROJECT}&environment=${name}&limit=1`,
      );
      const operation = page?.items[0];
      if (operation?.state === "Failed") throw new Error(`the set-up of ${name} failed: ${operation.reason}`);
      return operation?.endedAt === undefined ? undefined : [operation.requestedAt, operation.endedAt];
    },
    { what: `${name} is set up`, limitMs: SET_UP_LIMIT_MS, everyMs: LOOK_EVERY_MS },
  );
  return (to ?? 0) - (from ?? 0);
}

async function applyOrThrow(api: ApiCalls, ...documents: readonly string[]): Promise<void> {
  const answer = await api.command({ method: "POST", path: "/v1/apply", body: documents.join("\n---\n") });
  if (!answer.isAccepted) throw new Error(`the documents were refused: ${answer.code}`);
}
