import type { Random } from "./random.ts";
import { VICTIMS, type Victim } from "./victims.ts";

/** One kill: how long after the one before, and whether the next one waits until this one's victim is back. */
export interface PlannedKill {
  readonly victim: Victim;
  readonly pauseMs: number;
  readonly waitsUntilBack: boolean;
}

/** What is planned. */
export interface KillPlan {
  readonly kills: number;
  readonly ofEach: number;
  /** Longest pause, milliseconds. */
  readonly pauseMsMax: number;
}

const SHORTEST_PAUSE_MS = 200;
const WAITS = 0.7;

/** So many kills, at least so many of each kind, in an order and with pauses that the seed decides. */
export function planKills(random: Random, { kills, ofEach, pauseMsMax }: KillPlan): readonly PlannedKill[] {
  const needed = VICTIMS.flatMap((victim) => Array.from({ length: ofEach }, () => victim));
  const others = Array.from({ length: Math.max(0, kills - needed.length) }, () => random.pick(VICTIMS));
  return random.shuffle([...needed, ...others]).map((victim) => ({
    victim,
    pauseMs: random.between(SHORTEST_PAUSE_MS, pauseMsMax),
    // While there is no supervisor nothing comes back, so its successor is always waited for.
    waitsUntilBack: victim === "supervisor" || random.next() < WAITS,
  }));
}
