import { sql } from "kysely";
import type { SweepView } from "../../../domain/schema/drift.ts";
import { first, many, type Postgres, type Rows } from "../connect-postgres.ts";
import type { JudgeSweep } from "../drift-port.ts";
import { storableText } from "../storable.ts";
import { judgeAll, listIgnored } from "./judge-findings.ts";
import { pruneDrift } from "./prune-drift.ts";
import { readSweep, writeSweepEvent } from "./sweeps.ts";

/** How a sweep ends. */
export interface SweepEnd {
  readonly state: "succeeded" | "partial" | "failed";
  readonly reason: string;
}

/** @see StoreOfDrift.endSweep */
export async function endSweep(
  postgres: Postgres,
  sweepId: string,
  { end, judge }: { readonly end: SweepEnd; readonly judge: JudgeSweep },
): Promise<SweepView> {
  const asked = await postgres.transaction(async (rows) => await askBrake(rows, sweepId, judge));
  if (asked.state !== "running") return asked;
  const { brake } = asked;
  const of = sql`f.sweep_id = ${sweepId} and f.judge_at <= clock_timestamp()`;
  const found = await many(
    postgres.rows,
    sql<{ uid: string }>`select distinct environment_uid as uid from finding f where ${of} order by uid`,
  );
  const { errors } = await judgeAll(postgres, found, {
    of,
    judge: (work) => judge.finding(work, brake),
    telling: brake === undefined ? "each" : "together",
  });
  return await postgres.transaction(async (rows) => await close(rows, sweepId, withUndecided(end, errors)));
}

/** What could not be decided about is left to the next sweep that sees it: nobody looks at a place while a sweep of it runs. */
function withUndecided({ state, reason }: SweepEnd, errors: readonly unknown[]): SweepEnd {
  const [first] = errors;
  if (first === undefined) return { state, reason };
  const where = errors.length === 1 ? "1 environment" : `${errors.length} environments`;
  const why = `drift of ${where} could not be decided about: ${first instanceof Error ? first.message : String(first)}`;
  return { state: state === "failed" ? "failed" : "partial", reason: reason === "" ? why : `${reason}; ${why}` };
}

/** The brake is asked once: whoever ends the sweep again finds its answer. */
async function askBrake(rows: Rows, sweepId: string, judge: JudgeSweep): Promise<SweepView> {
  const locked = await first(
    rows,
    sql<{ isClosing: boolean }>`select is_closing as "isClosing" from sweep where id = ${sweepId} for no key update`,
  );
  const sweep = await readSweep(rows, sweepId);
  if (locked === undefined || sweep === undefined) throw new Error(`there is no sweep "${sweepId}" to end`);
  if (locked.isClosing || sweep.state !== "running") return sweep;
  const drifted = sweep.counts.drifted - (await countKnown(rows, sweepId));
  const isTooMuch = judge.brake({ ...sweep.counts, drifted }) !== undefined;
  // Nothing is kept of what is ignored, so that it looks new with every sweep.
  const ignored = isTooMuch
    ? await listIgnored(rows, {
        of: sql`f.sweep_id = ${sweepId} and f.judge_at is not null`,
        judge: (work) => judge.finding(work, undefined),
      })
    : [];
  const brake = isTooMuch ? judge.brake({ ...sweep.counts, drifted: drifted - ignored.length }) : undefined;
  await sql`update sweep set is_closing = true, brake = ${brake ?? null} where id = ${sweepId}`.execute(rows);
  if (brake === undefined) return sweep;
  const message = `sweep ${sweepId} of ${sweep.cell}, ${sweep.account}, ${sweep.region}: ${brake}`;
  for (const project of await projectsOf(rows, sweepId, ignored))
    await writeSweepEvent(rows, { id: sweepId, type: "sweep.braked", message, project });
  return { ...sweep, brake };
}

/** What was decided about before, and differs still as it did, is no reason for a brake: else it would be told with every sweep. */
async function countKnown(rows: Rows, sweepId: string): Promise<number> {
  const found = await first(
    rows,
    sql<{ known: number }>`select count(*)::int as known from finding
      where sweep_id = ${sweepId} and ended_at is null and judged_digest = diff_digest`,
  );
  return found?.known ?? 0;
}

/** Each project is told once of what a brake holds of it. */
async function projectsOf(rows: Rows, sweepId: string, ignored: readonly string[]): Promise<readonly string[]> {
  const found = await many(
    rows,
    sql<{ project: string }>`select distinct e.project from finding f join environment e on e.uid = f.environment_uid
      where f.sweep_id = ${sweepId} and f.judge_at is not null and f.id <> all (${ignored}) order by e.project`,
  );
  return found.length === 0 ? [""] : found.map(({ project }) => project);
}

async function close(rows: Rows, sweepId: string, { state, reason }: SweepEnd): Promise<SweepView> {
  const why = storableText(reason);
  const { numAffectedRows } = await sql`update sweep set state = ${state}, reason = ${why}, ended_at = clock_timestamp()
    where id = ${sweepId} and state = 'running'`.execute(rows);
  const sweep = await readSweep(rows, sweepId);
  if (sweep === undefined) throw new Error(`sweep "${sweepId}" has gone while it was ended`);
  if (numAffectedRows !== 1n) return sweep;
  if (state === "failed")
    await writeSweepEvent(rows, { id: sweepId, type: "sweep.failed", message: `sweep ${sweepId} failed: ${why}` });
  await pruneDrift(rows, sweep);
  return sweep;
}
