import { parseSystemTime } from "./instant.ts";
import type { ChangeRow } from "./rows.ts";
import type { Settings } from "./settings.ts";
import { isTerminal } from "./states.ts";
import type { Store } from "./store.ts";

/** Something that a change's window runs into. */
export interface Conflict {
  readonly type: "blackout" | "ci_already_scheduled";
  /** What it is with, as people know it. */
  readonly source: string;
  /** Id of the other change; "" for a blackout. */
  readonly change: string;
}

/** A span in epoch milliseconds. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** The planned window of a change; undefined when it has no start or no end. */
export function windowOf(change: Pick<ChangeRow, "start_date" | "end_date">): Span | undefined {
  const startMs = parseSystemTime(change.start_date);
  const endMs = parseSystemTime(change.end_date);
  return startMs === undefined || endMs === undefined ? undefined : { startMs, endMs };
}

/** What a change would run into in a span: blackouts, and other changes of the same item. */
export function conflictsIn(span: Span, change: ChangeRow, { store, settings }: { store: Store; settings: Settings }) {
  const blackouts = settings.blackouts
    .filter(({ start, end }) => overlaps(span, windowOf({ start_date: start, end_date: end })))
    .map(({ name }): Conflict => ({ type: "blackout", source: name, change: "" }));
  const others = store
    .list("change_request")
    .filter((other) => other.sys_id !== change.sys_id && !isTerminal(other.state))
    .filter((other) => change.cmdb_ci !== "" && other.cmdb_ci === change.cmdb_ci && overlaps(span, windowOf(other)))
    .map((other): Conflict => ({ type: "ci_already_scheduled", source: other.number, change: other.sys_id }));
  return [...blackouts, ...others];
}

function overlaps(span: Span, other: Span | undefined): boolean {
  return other !== undefined && span.startMs < other.endMs && other.startMs < span.endMs;
}
