import { OrchestratorError } from "./errors.ts";
import { decideFreeze, FREEZE_HORIZON_MS, freezeApplies, type FreezableEnvironment } from "./freeze.ts";
import type { Span } from "./merge-spans.ts";
import type { FreezeWindowDocument } from "./schema/documents.ts";

/** Works out times, as the port `Calendar` does. */
export interface SpanSource {
  spans(times: FreezeWindowDocument["spec"], fromMs: number, toMs: number): readonly Span[];
}

/** What freezes an environment now, and what comes. Instants are epoch milliseconds. */
export interface Frozen {
  /** One line for each window that holds now; empty when it is open. */
  readonly reasons: readonly string[];
  /** When it opens; absent while it is open, and when nobody has said an end. */
  readonly opensAt?: number;
  /** When the next freeze begins; absent when none is in sight. */
  readonly nextFreezeAt?: number;
}

const ALWAYS: readonly Span[] = [{ startMs: -Infinity, endMs: Infinity }];

/** When a window holds; always, where its times cannot be read: to deploy in a freeze is worse than to wait. */
function spansOf(calendar: SpanSource, times: FreezeWindowDocument["spec"], nowMs: number): readonly Span[] {
  try {
    return calendar.spans(times, nowMs, nowMs + FREEZE_HORIZON_MS);
  } catch (error) {
    if (error instanceof OrchestratorError && error.code === "FREEZE_INVALID") return ALWAYS;
    throw error;
  }
}

/** Works out the freeze windows of an environment. One whose times cannot be read holds, and says so. */
export function freezeOf(
  calendar: SpanSource,
  { freezeWindows }: { readonly freezeWindows: readonly FreezeWindowDocument[] },
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
    .map((window) => ({ ...window, spans: spansOf(calendar, window.spec, nowMs) }));
  const { frozenBy, opensAt, nextFreezeAt } = decideFreeze(windows, environment, nowMs);
  return {
    reasons: frozenBy.map(({ name, reason }) => `freeze "${name}": ${reason}`),
    ...(opensAt === undefined ? {} : { opensAt }),
    ...(nextFreezeAt === undefined ? {} : { nextFreezeAt }),
  };
}
