import type { Line } from "./truth-log.ts";

/**
 * What is wrong with a log, as sentences; none when all holds that EKS promises: at most one control-plane update of a
 * cluster runs, nothing outlives its cluster, a token has one effect, and time does not go back.
 */
export function checkLog(lines: readonly Line[]): readonly string[] {
  const checks = [oneUpdateAtATime(), nothingOutlivesItsCluster(), oneEffectPerToken(), orderOfLines()];
  return lines.flatMap((line) => checks.flatMap((check) => check(line) ?? []));
}

/** Looks at the next line; answers what is wrong with it. */
type Check = (line: Line) => string | undefined;

function oneUpdateAtATime(): Check {
  const running = new Map<string, number>();
  return ({ kind, seq, operation = "", outcome, incarnation, resource = "" }) => {
    if (incarnation === undefined || !/^[^/]*\/[^/]*\/cluster\/[^/]*$/.test(resource)) return undefined;
    if (kind === "transition" && operation.startsWith("cluster update ")) running.delete(incarnation);
    if (kind !== "effect" || outcome !== "new") return undefined;
    if (operation === "CancelUpdate") running.delete(incarnation);
    if (!operation.startsWith("UpdateCluster")) return undefined;
    const before = running.get(incarnation);
    running.set(incarnation, seq);
    return before === undefined
      ? undefined
      : `line ${seq}: ${resource} is updated while the update of line ${before} runs`;
  };
}

function nothingOutlivesItsCluster(): Check {
  const clusters = new Set<string>();
  const children = new Map<string, Set<string>>();
  return ({ seq, writes }) => {
    const problems: string[] = [];
    for (const write of writes) {
      if (write.to !== "resource") continue;
      const { place, kind, cluster } = partsOf(write.key);
      const home = `${place}/${cluster}`;
      if (kind === "cluster") {
        if (write.value === null) clusters.delete(home);
        else clusters.add(home);
        continue;
      }
      const siblings = children.get(home) ?? new Set<string>();
      children.set(home, siblings);
      if (write.value === null) siblings.delete(write.key);
      else siblings.add(write.key);
      if (write.value !== null && !clusters.has(home)) problems.push(`line ${seq}: ${write.key} has no cluster`);
    }
    for (const [home, left] of children) {
      if (left.size > 0 && !clusters.has(home)) problems.push(`line ${seq}: ${[...left].join(", ")} outlive ${home}`);
    }
    return problems.length === 0 ? undefined : problems.join("; ");
  };
}

/** The parts of a key, in which the name comes last and may have slashes. */
function partsOf(key: string): { readonly place: string; readonly kind: string; readonly cluster: string } {
  const [account = "", region = "", kind = "", cluster = ""] = key.split("/");
  return { place: `${account}/${region}`, kind, cluster };
}

function oneEffectPerToken(): Check {
  const seen = new Map<string, { readonly seq: number; readonly simTime: number }>();
  let ttlMs = Infinity;
  return ({ kind, seq, simTime, outcome, token, account, region, operation, detail }) => {
    if (kind === "start" || kind === "config") ttlMs = ttlOf(detail) ?? ttlMs;
    if (kind !== "effect" || outcome !== "new" || token === undefined) return undefined;
    const key = `${account}/${region}/${operation}/${token}`;
    const before = seen.get(key);
    seen.set(key, { seq, simTime });
    if (before === undefined || simTime - before.simTime > ttlMs) return undefined;
    return `line ${seq}: ${operation} has an effect under the token of line ${before.seq}`;
  };
}

function ttlOf(detail: unknown): number | undefined {
  const settings = typeof detail === "object" && detail !== null && "settings" in detail ? detail.settings : detail;
  if (typeof settings !== "object" || settings === null || !("tokenTtlSeconds" in settings)) return undefined;
  return Number(settings.tokenTtlSeconds) * 1000;
}

function orderOfLines(): Check {
  let last: Line | undefined;
  return (line) => {
    const before = last;
    last = line;
    if (before === undefined) return undefined;
    if (line.seq !== before.seq + 1) return `line ${line.seq} follows line ${before.seq}`;
    const isBack = line.kind === "transition" && line.simTime < before.simTime;
    return isBack ? `line ${line.seq}: time goes back` : undefined;
  };
}
