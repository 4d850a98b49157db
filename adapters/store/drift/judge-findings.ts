import { type RawBuilder, sql } from "kysely";
import { OrchestratorError } from "../../../domain/errors.ts";
import type { FindingDecision, FindingWork } from "../../../domain/schema/finding-work.ts";
import { many, type Postgres, type Rows } from "../connect-postgres.ts";
import type { JudgeFinding } from "../drift-port.ts";
import { lockEnvironment, type LockedEnvironment } from "../lock-environment.ts";
import { storable, storableText } from "../storable.ts";
import { SYSTEM } from "../write-event.ts";
import { writeDriftEvent } from "./drift-event.ts";
import { GROUND, type GroundRow, reactionGroundOf } from "./finding-ground.ts";
import { proposeRevert } from "./propose-revert.ts";
import { REVERTED_AT } from "./read-findings.ts";
import { storeQuietly } from "./store-quietly.ts";
import { voidProposal } from "./void-proposal.ts";

/** Which findings of an environment are decided about, and how. */
export interface Judging {
  /** Of findings `f`. */
  readonly of: RawBuilder<unknown>;
  readonly judge: JudgeFinding;
  /** Whether each is told, or they are told together. */
  readonly telling: "each" | "together";
}

type WorkRow = GroundRow &
  Omit<FindingWork, keyof GroundRow | "snoozedUntil" | "revertAskedBy"> & {
    readonly snoozedUntil: number | null;
    readonly revertAskedBy: string | null;
    readonly judgedDigest: string | null;
    /** True where people have said no to putting it back, or have not decided. */
    readonly isRefused: boolean;
  };

const IS_OPEN = sql`f.ended_at is null and f.status <> 'reverting'`;
const WORK = sql`select ${GROUND}, f.id, f.status, f.status_reason as "statusReason", f.fields, f.unrevertable,
    f.is_old_baseline as "isOldBaseline", f.diff_digest as "diffDigest", f.judged_digest as "judgedDigest",
    exists (select from approval a where a.id = f.approval_id and a.status in ('rejected', 'expired')) as "isRefused",
    epoch_ms(f.snoozed_until) as "snoozedUntil", f.revert_asked_by as "revertAskedBy", ${REVERTED_AT} as "revertedAt"
  from finding f join component c on c.uid = f.component_uid join environment e on e.uid = f.environment_uid`;
const PAGE = 500;

/** @see StoreOfDrift.judgeFindings */
export async function judgeFindings(postgres: Postgres, judge: JudgeFinding, limit: number): Promise<number> {
  // What a sweep has seen is decided about at its end, with its brake.
  const of = sql`f.judge_at <= clock_timestamp()
    and (f.sweep_id is null or (f.status = 'snoozed' and f.judged_digest = f.diff_digest))`;
  const found = await many(
    postgres.rows,
    sql<{ uid: string }>`select environment_uid as uid from finding f where ${of} and ${IS_OPEN}
      group by environment_uid order by min(judge_at) limit ${limit}`,
  );
  const { judged, errors } = await judgeAll(postgres, found, { of, judge, telling: "each" });
  if (errors.length > 0) throw errors[0];
  return judged;
}

/**
 * Decides about findings of many environments, each in a transaction of its own. One that fails holds up none of the
 * others: `errors` are what such environments have thrown, and `judged` how many findings were decided about.
 *
 * @throws OrchestratorError `STORE_UNREACHABLE`
 */
export async function judgeAll(
  postgres: Postgres,
  environments: readonly { readonly uid: string }[],
  judging: Judging,
): Promise<{ readonly judged: number; readonly errors: readonly unknown[] }> {
  const errors: unknown[] = [];
  let judged = 0;
  for (const { uid } of environments) {
    try {
      judged += await judgeIn(postgres, uid, judging);
    } catch (error) {
      if (error instanceof OrchestratorError && error.code === "STORE_UNREACHABLE") throw error;
      errors.push(error);
    }
  }
  return { judged, errors };
}

/** Ids of findings that are not decided about yet and whose every field is ignored. Nothing is changed. */
export async function listIgnored(rows: Rows, { of, judge }: Omit<Judging, "telling">): Promise<readonly string[]> {
  const undecided = await many(
    rows,
    sql<{ id: string }>`select f.id from finding f
      where ${of} and ${IS_OPEN} and f.judged_digest is distinct from f.diff_digest order by f.id`,
  );
  const ignored: string[] = [];
  for (let at = 0; at < undecided.length; at += PAGE) {
    const ids = undecided.slice(at, at + PAGE).map(({ id }) => id);
    const works = await many(rows, sql<WorkRow>`${WORK} where f.id = any(${ids})`);
    ignored.push(...works.filter((row) => isIgnored(row, judge)).map(({ id }) => id));
  }
  return ignored;
}

/** What cannot be decided about is not ignored: why is told where its environment is decided about. */
function isIgnored(row: WorkRow, judge: JudgeFinding): boolean {
  try {
    return judge(findingWork(row)).reaction.reaction === "ignore";
  } catch {
    return false;
  }
}

/** Decides about findings of one environment under its lock, and wakes it where something is to be put back. Answers how many. */
async function judgeIn(postgres: Postgres, uid: string, { of, judge, telling }: Judging): Promise<number> {
  return await postgres.transaction(async (rows) => {
    const environment = await lockEnvironment(rows, uid);
    if (environment === undefined) return 0;
    const works = await many(
      rows,
      sql<WorkRow>`${WORK} where f.environment_uid = ${uid} and ${of} and ${IS_OPEN} order by f.position for no key update of f`,
    );
    const decided = works.map((row) => ({ environment, row, decision: judge(findingWork(row)), telling }));
    await storeQuietly(rows, decided.filter(isQuiet));
    for (const one of decided) if (!isQuiet(one)) await carryOut(rows, one);
    if (decided.some(({ decision }) => decision.status === "due" && decision.reaction.reaction !== "ignore"))
      await sql`select look(${uid})`.execute(rows);
    return works.length;
  });
}

function findingWork({ judgedDigest, isRefused, snoozedUntil, revertAskedBy, ...row }: WorkRow): FindingWork {
  const { id, statusReason, fields, unrevertable, isOldBaseline, diffDigest, revertedAt, ...ground } = row;
  // It is held as it is: another difference is another question.
  const isAnother = row.status === "held" && isRefused && judgedDigest !== diffDigest;
  const status = isAnother ? "open" : row.status;
  return {
    ...reactionGroundOf(ground),
    id,
    status,
    statusReason,
    fields,
    unrevertable,
    isOldBaseline,
    diffDigest,
    revertedAt,
    ...(snoozedUntil === null ? {} : { snoozedUntil }),
    ...(revertAskedBy === null ? {} : { revertAskedBy }),
  };
}

interface Decided {
  readonly environment: LockedEnvironment;
  readonly row: WorkRow;
  readonly decision: FindingDecision;
  readonly telling: Judging["telling"];
}

/** Whether nothing but the finding's own row says so. */
function isQuiet({ row, decision, telling }: Decided): boolean {
  const isAsked = row.status === "proposed" || decision.status === "proposed";
  return telling === "together" && !isAsked && decision.reaction.reaction !== "ignore";
}

async function carryOut(rows: Rows, { environment, row, decision, telling }: Decided): Promise<void> {
  const { status, reaction } = decision;
  if (reaction.reaction === "ignore") {
    await sql`select end_finding(${row.id}, 'resolved', 'drift.resolved', 'what differs still is ignored')`.execute(
      rows,
    );
    return;
  }
  const decided = storableText(decision.statusReason);
  await sql`update finding set status = ${status}, status_reason = ${decided}, reaction = ${storable(reaction)}::json,
      judged_digest = diff_digest, judge_at = case when ${status} = 'snoozed' then snoozed_until end,
      snoozed_until = case when ${status} = 'snoozed' then snoozed_until end
    where id = ${row.id}`.execute(rows);
  const reason = status === "proposed" ? await proposeRevert(rows, environment, row.id) : decided;
  if (row.status === "proposed" && status !== "proposed")
    await voidProposal(rows, row.id, { reason: voidedBy(decision), actor: SYSTEM });
  if (telling === "together") return;
  const event = { environment, finding: row, actor: SYSTEM } as const;
  const isOther = row.judgedDigest !== row.diffDigest;
  if (isOther)
    await writeDriftEvent(rows, {
      ...event,
      type: row.judgedDigest === null ? "drift.found" : "drift.changed",
      message: `"${row.component}" of ${environment.name} differs: ${pathsOf(row)}`,
      data: { status, reaction: reaction.reaction },
    });
  // What is only told is told by that.
  if (status === "open" || status === "snoozed" || (status === row.status && !isOther)) return;
  await writeDriftEvent(rows, {
    ...event,
    type: `drift.${status}`,
    message: `drift of "${row.component}" in ${environment.name} ${WHAT[status]}${reason === "" ? "" : `: ${reason}`}`,
  });
}

function voidedBy({ status, statusReason }: FindingDecision): string {
  return `the drift is ${status === "open" ? "only told" : status} by now${statusReason === "" ? "" : `: ${statusReason}`}`;
}

const WHAT = { proposed: "waits for people to decide", due: "is to be put back", held: "is held" } as const;

const SHOWN = 4;

/** The first paths of a difference, one line. */
export function pathsOf({ fields }: Pick<FindingWork, "fields">): string {
  const shown = fields.slice(0, SHOWN).map(({ path }) => path);
  return fields.length > SHOWN ? `${shown.join(", ")} and ${fields.length - SHOWN} more` : shown.join(", ");
}
