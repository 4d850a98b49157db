import { appendFileSync } from "node:fs";
import type { EffectPoint } from "../activities/converge/cell-ports.ts";

/**
 * For crash tests: with `HOLDFAST_DIE_AT=<point>:<n>` the process kills itself the n-th time it reaches the point, and
 * notes that in the file of `HOLDFAST_DIE_NOTE`, so that its successor lives. Without it nothing happens.
 */
export function dieAtPoint(variables: NodeJS.ProcessEnv): (point: EffectPoint) => void {
  return dieAt(variables, "HOLDFAST_DIE_AT");
}

/**
 * The same for effects of gates and steps, and for what votes, their messages and sweeps go through, with `HOLDFAST_DIE_AT_EFFECT=<point> <gate or step>/<call>:<n>`, as
 * `after wire change/create:1`; several have commas between them, and a name may end in `*`. With
 * `HOLDFAST_REACHED_NOTE=<file>` every point that is reached is noted there, one on a line.
 */
export function dieAtEffect(variables: NodeJS.ProcessEnv): (point: string, effect: string) => void {
  const die = dieAt(variables, "HOLDFAST_DIE_AT_EFFECT");
  const note = variables["HOLDFAST_REACHED_NOTE"];
  return (point, effect) => {
    const reached = `${point} ${effect}`;
    if (note !== undefined) appendFileSync(note, `${reached}\n`);
    die(reached);
  };
}

function dieAt(variables: NodeJS.ProcessEnv, name: string): (point: string) => void {
  const deaths = (variables[name] ?? "")
    .split(",")
    .filter((death) => death !== "")
    .map((death) => {
      const [point = "", count = "1"] = death.split(":");
      return { point, left: Number(count) };
    });
  const note = variables["HOLDFAST_DIE_NOTE"];
  return (reached) => {
    for (const death of deaths) {
      if (!isNamed(death.point, reached)) continue;
      death.left -= 1;
      if (death.left !== 0) continue;
      if (note !== undefined) appendFileSync(note, `${death.point}\n`);
      process.kill(process.pid, "SIGKILL");
    }
  };
}

function isNamed(pattern: string, reached: string): boolean {
  return pattern.endsWith("*") ? reached.startsWith(pattern.slice(0, -1)) : reached === pattern;
}
