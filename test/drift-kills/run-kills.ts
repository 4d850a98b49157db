import { setTimeout as sleep } from "node:timers/promises";
import type { Check } from "../crash/checks/check.ts";
import { type Random, seededRandom } from "../crash/random.ts";
import { handIn, resourceIdOf } from "./change-by-hand.ts";
import { checkRun, type Run } from "./check-run.ts";
import type { CloudResource } from "./cloud.ts";
import { learn, playRound, type Game, type RoundKills } from "./play-round.ts";
import { type KillPoint, labelOf, POINTS, type Victim } from "./points.ts";
import { readTruth } from "./truth.ts";
import { startWorld, type World } from "./world.ts";

/** How large a run is. */
export interface KillsWish {
  readonly seed: string;
  /** Environments whose drift is put back by itself. */
  readonly environments: number;
  /** Points at which a process dies, those of one round together. */
  readonly rounds: readonly (readonly KillPoint[])[];
  /** Whether the first lives die in the first round already, at points that nothing reaches before it: no process is started anew for it. */
  readonly isArmedAtStart?: boolean;
  /** Kills at random moments, besides. */
  readonly kills: number;
  /** Epoch milliseconds after which no further round is begun. */
  readonly endAt: number;
  /** Gives up: everything is stopped, and its reason thrown. */
  readonly signal?: AbortSignal;
  readonly say: (line: string) => void;
}

/** What a run came to. */
export interface KillsReport extends Run {
  readonly seed: string;
  readonly checks: readonly Check[];
  readonly slowestMs: number;
}

const VICTIMS: readonly Victim[] = ["cell", "orchestrator", "api"];
const PER_ROUND = 2;
const WITHIN_MS = 6_000;

/** One round for each point, in an order that the seed decides. */
export function everyPoint(seed: string, only = ""): readonly (readonly KillPoint[])[] {
  const wanted = POINTS.filter((point) => labelOf(point).includes(only));
  return seededRandom(seed)
    .fork("points")
    .shuffle(wanted)
    .map((point) => [point]);
}

/** Changes a fleet by hand, round by round, while its processes die, and compares what there is at the end with what was done. */
export async function runKills(wish: KillsWish): Promise<KillsReport> {
  const stories = new Set(["fleet" as const, ...wish.rounds.flat().map(({ story }) => story)]);
  const armed = (wish.isArmedAtStart === true ? wish.rounds[0] : undefined) ?? [];
  const world = await startWorld({ environments: wish.environments, stories, armed });
  try {
    return await runIn(world, wish);
  } finally {
    await world.close();
  }
}

async function runIn(world: World, wish: KillsWish): Promise<KillsReport> {
  const { seed, kills, signal, endAt, say } = wish;
  const random = seededRandom(seed);
  const hand = handIn(world.cloud, random.fork("hand"));
  const game: Game = { world, hand, random: random.fork("fleet"), sweeps: [] };
  const wanted: RoundKills[] = wish.rounds.map((points) => ({
    name: points.map(labelOf).join(", "),
    story: points[0]?.story ?? "fleet",
    points,
  }));
  let made = 0;
  const moments = random.fork("moments");
  for (let left = kills; left > 0; left -= PER_ROUND) {
    const many = Math.min(left, PER_ROUND);
    const meanwhile = async () => void (made += await killAtRandom(world, moments, many));
    wanted.push({ name: `${many} at random, ${left} left`, story: "fleet", points: [], meanwhile });
  }
  await learn(game);
  const broken: string[] = [];
  const deaths: { point: string; count: number }[] = [];
  let slowestMs = 0;
  for (const round of wanted) {
    signal?.throwIfAborted();
    if (Date.now() > endAt) {
      broken.push(`${round.name}: no time was left for it`);
      continue;
    }
    const startedAt = performance.now();
    const before = round.points.map(({ name }) => world.plan.deaths(name));
    const problem = await playRound(game, round).then(
      () => undefined,
      (error: unknown) => String(error),
    );
    const ms = performance.now() - startedAt;
    slowestMs = Math.max(slowestMs, ms);
    for (const [index, point] of round.points.entries())
      deaths.push({ point: labelOf(point), count: world.plan.deaths(point.name) - (before[index] ?? 0) });
    say(`${round.name}: ${problem ?? "as it should be"}, after ${(ms / 1_000).toFixed(1)} s`);
    if (problem === undefined) continue;
    broken.push(`${round.name}: ${problem}`);
    // What is not as it should be would look like a fault of the rounds that follow.
    broken.push(`${wanted.length - 1 - wanted.indexOf(round)} rounds after it were not played`);
    break;
  }
  const run = await read(game, { deaths, kills: { wanted: kills, made }, broken, rounds: wanted.length });
  return { ...run, seed, slowestMs, checks: checkRun(run) };
}

async function read(
  { world, hand, sweeps }: Game,
  so: Pick<Run, "deaths" | "kills" | "broken" | "rounds">,
): Promise<Run> {
  const truth = await readTruth(world.rows);
  const resources = new Map<string, CloudResource>();
  for (const component of truth.components) {
    const id = resourceIdOf(component);
    const resource = await world.cloud.get(id);
    if (resource !== undefined) resources.set(id, resource);
  }
  const posts = (await world.slack.effects("message.post")).filter(({ cause }) => cause === "api");
  return {
    ...so,
    truth,
    injected: hand.injected,
    asked: sweeps,
    cloud: { effects: await world.cloud.effects(), resources },
    posted: posts.map(({ key }) => String(key)),
  };
}

/** Kills some processes at moments that the numbers choose. Answers how many. */
async function killAtRandom(world: World, random: Random, many: number): Promise<number> {
  const plan = Array.from({ length: many }, () => ({
    victim: random.pick(VICTIMS),
    afterMs: random.between(0, WITHIN_MS),
  }));
  await Promise.all(
    plan.map(async ({ victim, afterMs }) => {
      await sleep(afterMs);
      await world.kill(victim);
    }),
  );
  return many;
}
