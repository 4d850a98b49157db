import { setTimeout as sleep } from "node:timers/promises";
import type { CellPorts } from "./cell-ports.ts";
import type { AttemptResult, OpenAttempt } from "./attempt.ts";
import { takesMs, type Bringing } from "./bringing.ts";
import { lookAndAct, type SeenChanging } from "./look-and-act.ts";
import { isOutOfTime, longestWaitMs, LOOK_FOR_MS, lookEveryMs, nextLookInMs } from "./look-times.ts";
import { recordFailure, type Problem } from "./record-failure.ts";
import { recordReady } from "./record-ready.ts";
import { resolveInputs } from "./resolve-inputs.ts";
import { nextSpacedLookInMs } from "./spaced-looks.ts";

/** Converges a component to its desired inputs: ready, failed with a fault, or on its way. */
export async function bringAbout(ports: CellPorts, attempt: OpenAttempt): Promise<AttemptResult> {
  const resolved = await resolveInputs(ports, attempt);
  if (resolved.state === "failed") return await recordFailure(ports, { ...attempt, secrets: [] }, resolved);
  const bringing: Bringing = { ...attempt, inputs: resolved.inputs, incarnation: attempt.opened.incarnation };
  const { secrets } = resolved.inputs;
  const lookUntil = ports.now() + LOOK_FOR_MS;
  const everyMs = lookEveryMs(attempt.opened.expectedMs);
  const { blocksForMs } = attempt.driver;
  let said: string | undefined;
  for (let isFirst = true; ; isFirst = false) {
    const startedAt = ports.now();
    const waitMs =
      blocksForMs === undefined ? everyMs : longestWaitMs(attempt, { blocksForMs, lookUntil, nowMs: startedAt });
    const seen = await lookAndAct(ports, bringing, isFirst ? 0 : waitMs);
    if (seen.state !== "failed" && seen.since !== undefined) bringing.since = seen.since;
    if (seen.state === "ready") return await recordReady(ports, bringing, seen.outputs);
    if (seen.state === "failed") return await recordFailure(ports, { ...attempt, secrets }, seen);
    if (isOutOfTime(attempt, ports.now()))
      return await recordFailure(ports, { ...attempt, secrets }, outOfTime(attempt, seen));
    if (seen.reason !== undefined && seen.reason !== said) {
      await ports.records.progress(attempt.turn, ports.mask(seen.reason, secrets));
      said = seen.reason;
    }
    const spacedMs = nextSpacedLookInMs(bringing, { nowMs: ports.now(), hasActed: seen.hasActed });
    if (spacedMs !== undefined) {
      if (ports.now() + spacedMs > lookUntil) return { state: "waits", lookAgainInMs: spacedMs };
      await sleep(spacedMs, undefined, { signal: attempt.signal });
      continue;
    }
    if (ports.now() + everyMs > lookUntil) {
      return { state: "waits", lookAgainInMs: nextLookInMs(attempt, ports.now(), takesMs(bringing)) };
    }
    if (!isFirst && !seen.hasActed)
      await sleep(Math.max(everyMs - (ports.now() - startedAt), 0), undefined, { signal: attempt.signal });
  }
}

function outOfTime({ opened }: OpenAttempt, { reason, log = [] }: SeenChanging): Problem {
  const seconds = Math.round(opened.readyWithinMs / 1_000);
  const why = reason === undefined ? "" : `: ${reason}`;
  return { code: "COMPONENT_NOT_READY_IN_TIME", reason: `not ready within ${seconds} s${why}`, log };
}
