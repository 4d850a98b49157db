import { seededRandom } from "../crash/random.ts";
import type { Check } from "../crash/checks/check.ts";
import { checkRun, type Run } from "./check-run.ts";
import { drawKills, spreadKills } from "./draw-kills.ts";
import { playInsight } from "./play-insight.ts";
import { type PlayedUpgrade, playUpgrade, type UpgradeToPlay } from "./play-upgrade.ts";
import { bugsOf } from "./truth.ts";
import { startWorld, type World } from "./world.ts";

/** How large a run is. */
export interface KillsWish {
  readonly seed: string;
  /** Kills, spread over the upgrades. */
  readonly kills: number;
  /** Upgrades that are killed. */
  readonly upgrades: number;
  /** What is played besides: an upgrade that is left alone, and one that an insight says no to. */
  readonly besides: { readonly isAlonePlayed: boolean; readonly isInsightPlayed: boolean };
  /** Simulated seconds in a real one. */
  readonly scale: number;
  readonly from: string;
  readonly to: string;
  /** Epoch milliseconds after which no further upgrade is begun. */
  readonly endAt: number;
  readonly signal?: AbortSignal;
  readonly say: (line: string) => void;
}

/** What a run came to. */
export interface KillsReport {
  readonly seed: string;
  readonly run: Run;
  readonly checks: readonly Check[];
}

/** Upgrades clusters one after the other while processes die, and checks what EKS has seen. */
export async function runKills(wish: KillsWish): Promise<KillsReport> {
  const world = await startWorld(wish);
  try {
    const run = await playAll(world, wish);
    return { seed: wish.seed, run, checks: await checkRun(run) };
  } finally {
    await world.close();
  }
}

async function playAll(world: World, wish: KillsWish): Promise<Run> {
  const { seed, kills, upgrades, besides, from, to, endAt, signal, say } = wish;
  const random = seededRandom(seed);
  const played: PlayedUpgrade[] = [];
  const play = async (environment: string, drawn: UpgradeToPlay["drawKills"]) => {
    if (Date.now() > endAt) throw new Error(`no time was left for ${environment}`);
    const one = await playUpgrade(world, { from, to, signal, environment, drawKills: drawn });
    say(`${environment}: ${toldOf(one)}`);
    played.push(one);
  };
  if (besides.isAlonePlayed) await play("alone", () => []);
  let first = 0;
  for (const [index, count] of spreadKills({ kills, upgrades }).entries()) {
    const of = { kills: count, first };
    await play(`killed-${index + 1}`, (lines) => drawKills(random.fork(`upgrade ${index}`), { ...of, lines }));
    first += count;
  }
  const insight = besides.isInsightPlayed ? await playInsight(world, { from, to, signal }) : undefined;
  if (insight !== undefined) say(`an insight says no: ${insight.refused.state}; mended: ${insight.mended.state}`);
  const { controlPlaneMutationsMax } = await world.fake.sim("GET", "/metrics");
  const atOnce = controlPlaneMutationsMax as Readonly<Record<string, number>>;
  return { from, to, played, ...(insight === undefined ? {} : { insight }), bugs: await bugsOf(world), atOnce };
}

function toldOf({ operation, kills }: PlayedUpgrade): string {
  const { state, startedAt = 0, endedAt = 0 } = operation;
  return `${state} after ${((endedAt - startedAt) / 1_000).toFixed(0)} s, with ${kills.length} kills`;
}
