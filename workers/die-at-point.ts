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
 * The same for effects of gates and steps, with `HOLDFAST_DIE_AT_EFFECT=<point> <gate or step>/<call>:<n>`, as
 * `after wire change/create:1`.
 */
export function dieAtEffect(variables: NodeJS.ProcessEnv): (point: string, effect: string) => void {
  const die = dieAt(variables, "HOLDFAST_DIE_AT_EFFECT");
  return (point, effect) => die(`${point} ${effect}`);
}

function dieAt(variables: NodeJS.ProcessEnv, name: string): (point: string) => void {
  const [point, count] = (variables[name] ?? "").split(":");
  if (point === undefined || point === "") return () => undefined;
  const note = variables["HOLDFAST_DIE_NOTE"];
  let left = Number(count ?? "1");
  return (reached) => {
    if (reached !== point) return;
    left -= 1;
    if (left !== 0) return;
    if (note !== undefined) appendFileSync(note, `${point}\n`);
    process.kill(process.pid, "SIGKILL");
  };
}
