import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { KillPoint } from "./points.ts";

/** Where processes are to die next, as they are told it. */
export interface DeathPlan {
  /** What a process is told in its next life. */
  variables(): NodeJS.ProcessEnv;
  /** From their next lives on, whoever reaches one of these points dies there, once. */
  arm(points: readonly KillPoint[]): void;
  /** How often somebody has died at points of this name. */
  deaths(name: string): number;
}

/** Of a component's own path; they have no name of an effect. */
const OF_EFFECTS: readonly string[] = ["before intent", "after intent", "after wire", "before record", "after record"];

/** Keeps its note in a directory. */
export function deathPlan(directory: string): DeathPlan {
  const note = join(directory, "died");
  writeFileSync(note, "");
  let armed: readonly { readonly point: KillPoint; readonly deathsBefore: number }[] = [];
  const deaths = (name: string) =>
    readFileSync(note, "utf8")
      .split("\n")
      .filter((line) => line === name).length;
  return {
    deaths,
    arm(points) {
      armed = points.map((point) => ({ point, deathsBefore: deaths(point.name) }));
    },
    variables() {
      const left = armed.filter(({ point, deathsBefore }) => deaths(point.name) === deathsBefore);
      const told = (isOfEffects: boolean) =>
        left
          .filter(({ point }) => OF_EFFECTS.includes(point.name) === isOfEffects)
          .map(({ point }) => `${point.name}:${point.nth}`)
          .join(",");
      return { HOLDFAST_DIE_NOTE: note, HOLDFAST_DIE_AT: told(true), HOLDFAST_DIE_AT_EFFECT: told(false) };
    },
  };
}
