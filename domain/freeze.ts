import { mergeSpans, type Span } from "./merge-spans.ts";
import type { EnvironmentDocument } from "./schema/documents.ts";

/** How far ahead freezes are looked for: 400 days, in milliseconds. What lies later is found when it comes near. */
export const FREEZE_HORIZON_MS = 400 * 86_400_000;

/** Which environments a freeze window is for. Each part that is absent leaves it wider. */
export interface FreezeScope {
  /** Absent: every project of the organisation. */
  readonly project?: string | undefined;
  readonly class?: EnvironmentDocument["spec"]["class"] | undefined;
  /** Name of one environment. */
  readonly environment?: string | undefined;
}

/** An environment, as far as freeze windows ask. */
export interface FreezableEnvironment {
  readonly project: string;
  readonly class: EnvironmentDocument["spec"]["class"];
  readonly name: string;
}

/** A freeze window whose times are worked out. Spans may overlap and come in any order. */
export interface SpannedWindow {
  readonly scope: FreezeScope;
  readonly spans: readonly Span[];
}

/** What freezes an environment, and until when. */
export interface FreezeDecision<Window> {
  /** The windows that freeze it now, in the order given. Empty: it is open. */
  readonly frozenBy: readonly Window[];
  /**
   * First instant at which no window freezes it any more; windows that overlap or follow at once count as one. Absent
   * while it is open, and when nobody has said an end.
   */
  readonly opensAt?: number;
  /** When the next freeze after this one begins, or the next at all while it is open; absent when none is in sight. */
  readonly nextFreezeAt?: number;
}

/** Whether a freeze window is for an environment, whatever the time. An empty scope is for all of them. */
export function freezeApplies({ scope }: Pick<SpannedWindow, "scope">, environment: FreezableEnvironment): boolean {
  if (scope.project !== undefined && scope.project !== environment.project) return false;
  if (scope.class !== undefined && scope.class !== environment.class) return false;
  return scope.environment === undefined || scope.environment === environment.name;
}

/**
 * Decides which of the windows freeze an environment, when it opens, and when it is frozen next.
 *
 * At the first instant of a span it is frozen, at its end it is open.
 *
 * @param nowMs - Epoch milliseconds.
 */
export function decideFreeze<Window extends SpannedWindow>(
  windows: readonly Window[],
  environment: FreezableEnvironment,
  nowMs: number,
): FreezeDecision<Window> {
  const applying = windows.filter((window) => freezeApplies(window, environment));
  const frozenBy = applying.filter(({ spans }) => spans.some((span) => holds(span, nowMs)));
  const merged = mergeSpans(applying.flatMap(({ spans }) => spans));
  const current = merged.find((span) => holds(span, nowMs));
  const following = merged.find(({ startMs }) => startMs > nowMs);
  return {
    frozenBy,
    ...(current !== undefined && Number.isFinite(current.endMs) && { opensAt: current.endMs }),
    ...(following !== undefined && { nextFreezeAt: following.startMs }),
  };
}

function holds({ startMs, endMs }: Span, nowMs: number): boolean {
  return startMs <= nowMs && nowMs < endMs;
}
