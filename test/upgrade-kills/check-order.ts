import type { Move } from "./truth.ts";

/**
 * What was wrong with the order of moves: a control plane moves by one minor, while nothing else does; node groups follow it, never
 * past it; add-ons move while no node group does.
 */
export function wrongOrder(moves: readonly Move[], from: string): readonly string[] {
  const wrong: string[] = [];
  let reached = from;
  for (const move of moves) {
    const { kind, name, to, begunAt } = move;
    const running = moves.filter((other) => other !== move && other.begunAt < begunAt && other.endedAt > begunAt);
    const beside = running.filter((other) => !mayRunBeside(move, other));
    for (const other of beside) wrong.push(`${begunAt}: ${name} begins while ${other.name} moves`);
    const cluster = moves.findLast((other) => other.kind === "cluster" && other.endedAt < begunAt)?.to ?? from;
    if (kind === "cluster") {
      if (minorOf(to) !== minorOf(reached) + 1)
        wrong.push(`${begunAt}: the control plane moves from ${reached} to ${to}`);
      reached = to;
      const behind = leftBehind(moves, { before: begunAt, cluster, from });
      for (const one of behind)
        wrong.push(`${begunAt}: the control plane moves to ${to}, and ${one} is behind ${cluster}`);
    }
    if (kind === "nodegroup" && to !== cluster) wrong.push(`${begunAt}: ${name} moves to ${to} under ${cluster}`);
  }
  return wrong;
}

/** Of one hop, node groups run side by side, and so do add-ons. */
function mayRunBeside(one: Move, other: Move): boolean {
  return one.kind === other.kind && one.kind !== "cluster" && one.name !== other.name;
}

/** Node groups that have not followed the control plane to its present version. */
function leftBehind(
  moves: readonly Move[],
  { before, cluster, from }: { readonly before: number; readonly cluster: string; readonly from: string },
): readonly string[] {
  if (cluster === from) return [];
  const groups = new Set(moves.filter(({ kind }) => kind === "nodegroup").map(({ name }) => name));
  return [...groups].filter(
    (name) => moves.findLast((move) => move.name === name && move.endedAt < before)?.to !== cluster,
  );
}

function minorOf(version: string): number {
  return Number(version.split(".")[1]);
}
