import { toSystemTime } from "./instant.ts";
import type { ChangeRow, JobRow } from "./rows.ts";
import { newSysId } from "./sys-id.ts";
import type { Work } from "./work.ts";

/** What a job has to find out. */
export interface NewJob {
  readonly kind: "conflict" | "schedule" | "first-available";
  /** Earliest start, epoch milliseconds. */
  readonly startMs?: number;
  readonly seconds?: number;
}

/** Starts a job in the background for a change. */
export function startJob(work: Work, change: ChangeRow, { kind, startMs = work.nowMs, seconds = 0 }: NewJob): JobRow {
  const start = toSystemTime(startMs);
  const request = { cmdb_ci_sys_id: change.cmdb_ci, planned_start_time: start, duration_in_seconds: seconds };
  const job: JobRow = {
    sys_id: newSysId(),
    change: change.sys_id,
    kind,
    started_at: String(work.nowMs),
    start,
    seconds: String(seconds),
    request: JSON.stringify(request),
  };
  work.write("job", job);
  work.log(change, { effect: kind === "conflict" ? "conflict-check" : "schedule-search" });
  return job;
}

/** Whether a job has run for as long as jobs take. */
export function isDone(job: JobRow, jobMs: number): boolean {
  return Date.now() >= Number(job.started_at) + jobMs;
}
