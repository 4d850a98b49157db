import type { SweepTarget } from "../../adapters/cell-records/sweep-port.ts";
import type { DriftSubject } from "../components/drift-watch.ts";
import type { Looked } from "./judge-looks.ts";
import { reportFailed, type Sweeping } from "./sweeping.ts";
import { askedToWaitMs, wait } from "./throttled.ts";
import { within } from "./within.ts";

/** What became of one component: a look, nothing where it cannot be looked at, or that there was no time for it. */
export type Outcome = Looked | "busy" | "failed" | "left";

/** The time at which the place wants to be asked again, by the clock of the ports. */
export interface Pause {
  until: number;
}

/** Looks at components one by one, a few at a time; answers what became of each, in their order. */
export async function lookAtEach(
  sweeping: Sweeping,
  targets: readonly SweepTarget[],
  pause: Pause = { until: Number.NEGATIVE_INFINITY },
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = targets.map(() => "left");
  let next = 0;
  const lookAtNext = async () => {
    for (let at = next++; at < targets.length; at = next++) {
      const target = targets[at];
      if (target !== undefined) outcomes[at] = await lookAt(sweeping, target, pause);
    }
  };
  await Promise.all(Array.from({ length: sweeping.ports.limits.looksAtOnce }, lookAtNext));
  return outcomes;
}

async function lookAt(sweeping: Sweeping, target: SweepTarget, pause: Pause): Promise<Outcome> {
  const { ports, signal, tally, endsAt } = sweeping;
  if (target.isBusy) return "busy";
  const watch = ports.drivers.get(target.kind)?.drift;
  if (watch === undefined) return "failed";
  for (;;) {
    signal.throwIfAborted();
    const now = ports.now();
    if (now >= endsAt || pause.until >= endsAt) return "left";
    if (pause.until > now) {
      await wait(pause.until - now, signal);
      continue;
    }
    try {
      tally.calls += 1;
      const look = await within(
        ports.limits.lookMs,
        signal,
        async (limited) => await watch.look(subjectOf(target), limited),
      );
      return { target, watch, look };
    } catch (error) {
      signal.throwIfAborted();
      const askedMs = askedToWaitMs(error);
      if (askedMs === undefined) {
        reportFailed(sweeping, target, error);
        return "failed";
      }
      pause.until = Math.max(pause.until, ports.now() + askedMs);
    }
  }
}

function subjectOf({ componentUid, environmentUid, incarnation }: SweepTarget): DriftSubject {
  return { id: { componentUid, environmentUid }, incarnation };
}
