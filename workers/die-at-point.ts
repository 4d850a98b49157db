import { appendFileSync } from "node:fs";
import type { EffectPoint } from "../activities/converge/cell-ports.ts";

/**
 * For crash tests: with `HOLDFAST_DIE_AT=<point>:<n>` the process kills itself the n-th time it reaches the point, and
 * notes that in the file of `HOLDFAST_DIE_NOTE`, so that its successor lives. Without it nothing happens.
 */
export function dieAtPoint(variables: NodeJS.ProcessEnv): (point: EffectPoint) => void {
  const [point, count] = (variables["HOLDFAST_DIE_AT"] ?? "").split(":");
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
