import type { Random } from "../crash/random.ts";
import type { WorkerRole } from "../effects/installation.ts";

/** Who dies when, in one upgrade. */
export interface PlannedKill {
  /** So many lines of the truth the upgrade has by then. */
  readonly line: number;
  /** And so long after that line, milliseconds. */
  readonly afterMs: number;
  readonly victims: readonly WorkerRole[];
}

const VICTIMS: readonly (readonly WorkerRole[])[] = [["cell"], ["orchestrator"], ["cell", "orchestrator"]];
/** Some die right after something has happened, others while nothing does. */
const LATEST_MS = 1_500;

/**
 * Kills of one upgrade, in their order, one in each part of its course: two at the same time would be one. `first`: which
 * kill of all the first one is, so that everybody dies.
 */
export function drawKills(
  random: Random,
  { kills, lines, first }: { readonly kills: number; readonly lines: number; readonly first: number },
): readonly PlannedKill[] {
  return Array.from({ length: kills }, (_, index) => ({
    line: Math.floor(((index + random.next()) / kills) * (lines - 1)),
    afterMs: random.between(0, LATEST_MS),
    victims: VICTIMS[(first + index) % VICTIMS.length] ?? ["cell"],
  }));
}

/** How many of all kills each upgrade gets. */
export function spreadKills({
  kills,
  upgrades,
}: {
  readonly kills: number;
  readonly upgrades: number;
}): readonly number[] {
  return Array.from(
    { length: upgrades },
    (_, index) => Math.floor(((index + 1) * kills) / upgrades) - Math.floor((index * kills) / upgrades),
  );
}
