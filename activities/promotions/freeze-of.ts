import type { Calendar } from "../../adapters/calendar/port.ts";
import type { Rules } from "../../adapters/store/promotions-port.ts";
import { decideFreeze, FREEZE_HORIZON_MS, freezeApplies, type FreezableEnvironment } from "../../domain/freeze.ts";

/** What freezes an environment now, and what comes. Instants are epoch milliseconds. */
export interface Frozen {
  /** One line for each window that holds now; empty when it is open. */
  readonly reasons: readonly string[];
  /** When it opens; absent while it is open, and when nobody has said an end. */
  readonly opensAt?: number;
  /** When the next freeze begins; absent when none is in sight. */
  readonly nextFreezeAt?: number;
}

/** Works out the freeze windows of an environment. One whose times cannot be read holds, and says so. */
export function freezeOf(
  calendar: Pick<Calendar, "spans">,
  { freezeWindows }: Pick<Rules, "freezeWindows">,
  { environment, nowMs }: { readonly environment: FreezableEnvironment; readonly nowMs: number },
): Frozen {
  const windows = freezeWindows
    .map(({ metadata, spec }) => ({
      name: metadata.name,
      reason: spec.reason,
      scope: { project: metadata.project, ...spec.scope },
      spec,
    }))
    .filter((window) => freezeApplies(window, environment))
    .map((window) => ({ ...window, spans: calendar.spans(window.spec, nowMs, nowMs + FREEZE_HORIZON_MS) }));
  const { frozenBy, opensAt, nextFreezeAt } = decideFreeze(windows, environment, nowMs);
  return {
    reasons: frozenBy.map(({ name, reason }) => `freeze "${name}": ${reason}`),
    ...(opensAt === undefined ? {} : { opensAt }),
    ...(nextFreezeAt === undefined ? {} : { nextFreezeAt }),
  };
}
