import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DRY_LANE, inLane, NAMED_POINTS, plainName, type Lane } from "./lanes.ts";

/** Deaths on the ledger's path: points are found in a dry run, and then each is a worker's death, once. */
export interface NamedDeaths {
  /** What a worker is told in its next life. */
  variables(): NodeJS.ProcessEnv;
  /** Ends the dry run: from their next lives on, workers die in these lanes. Answers where. */
  plan(lanes: readonly Lane[], choose?: ChooseDeaths): readonly PlannedDeath[];
  /** The effects that were found, without their lane. */
  effects(): ReadonlySet<string>;
  /** Where workers have died. */
  died(): readonly PlannedDeath[];
}

/** Chooses from the deaths that are possible. */
export type ChooseDeaths = (deaths: readonly PlannedDeath[]) => readonly PlannedDeath[];

/** A death at a point around one effect. */
export interface PlannedDeath {
  /** As a worker is told it: `after wire change_l3/create`. */
  readonly point: string;
  /** One of the four points. */
  readonly at: string;
  /** The effect without its lane: `change/create`. */
  readonly effect: string;
}

/** Nobody dies yet: what workers reach is noted in the directory. */
export function namedDeaths(directory: string): NamedDeaths {
  const reachedNote = join(directory, "reached");
  const dieNote = join(directory, "died");
  for (const note of [reachedNote, dieNote]) writeFileSync(note, "");
  let planned: readonly PlannedDeath[] | undefined;
  const split = (): { readonly past: readonly PlannedDeath[]; readonly left: readonly PlannedDeath[] } => {
    const noted = new Set(linesOf(dieNote));
    const all = planned ?? [];
    return { past: all.filter(({ point }) => noted.has(point)), left: all.filter(({ point }) => !noted.has(point)) };
  };
  return {
    variables() {
      if (planned === undefined) return { HOLDFAST_REACHED_NOTE: reachedNote };
      const points = split().left.map(({ point }) => `${point}:1`);
      return { HOLDFAST_DIE_NOTE: dieNote, HOLDFAST_DIE_AT_EFFECT: points.join(",") };
    },
    plan(lanes, choose = (deaths) => deaths) {
      const reached = [...new Set(linesOf(reachedNote))];
      const deathsIn = (lane: Lane) =>
        reached.filter((line) => line.startsWith(`${String(lane.deaths)} `)).map((line) => deathOf(line, lane));
      planned = choose(lanes.flatMap(deathsIn));
      return planned;
    },
    effects: () => new Set(linesOf(reachedNote).map((line) => deathOf(line, DRY_LANE).effect)),
    died: () => split().past,
  };
}

function deathOf(reached: string, lane: Lane): PlannedDeath {
  const at = NAMED_POINTS.find((point) => reached.startsWith(`${point} `)) ?? "";
  // The number of a ticket is another one in every lane.
  const point = inLane(reached, lane).replace(/-[A-Z]*\d+$/, "-*");
  return { point, at, effect: plainName(reached.slice(at.length + 1)) };
}

const linesOf = (note: string) => readFileSync(note, "utf8").split("\n").slice(0, -1);
