import { sql } from "kysely";
import type { ComponentWake, EnvironmentWork, Hold, NextStep } from "../../domain/schema/environment-work.ts";
import { first, type Postgres, type Rows } from "./connect-postgres.ts";
import { startRevert } from "./drift/start-revert.ts";
import { lockEnvironment, type LockedEnvironment } from "./lock-environment.ts";
import { readOperation } from "./lock-operation.ts";
import { newOperationId } from "./new-id.ts";
import { recordRunning } from "./record-running.ts";
import { supersedeOperations } from "./supersede-operations.ts";
import { announceExpiry, expire } from "./sleep/pass-expiry.ts";
import { type RestRow, restWork } from "./sleep/read-rest.ts";
import { startRest } from "./sleep/start-rest.ts";
import { storable, storableText } from "./storable.ts";
import { SYSTEM, writeEvent } from "./write-event.ts";

/** What the environment's workflow does next. */
export type TakenStep =
  | { readonly do: "end" }
  | { readonly do: "start"; readonly operationId: string }
  | { readonly do: "wait"; readonly lookAgainAt: number };

const HELD_FOR_MS = 86_400_000;

/** As PostgreSQL writes it: what is absent is null. */
type WorkRow = Omit<EnvironmentWork, "hold" | "running" | "failedRepairAt" | "sleep" | "expiry"> & {
  readonly hold: Hold | null;
  readonly running: NonNullable<EnvironmentWork["running"]> | null;
  readonly failedRepairAt: number | null;
};

/** Decides what an environment does next under its lock, and records it. @see StoreOfOperations.takeNext */
export async function takeNext(
  postgres: Postgres,
  uid: string,
  decide: (work: EnvironmentWork) => NextStep,
): Promise<TakenStep> {
  return await postgres.transaction(async (rows) => {
    // The lock comes first: the second is read under it.
    const taken = await first(
      rows,
      sql<{
        work: WorkRow | null;
        rest: RestRow | null;
      }>`select work, case when work is not null then rest_work(${uid}) end as rest from (select take_work(${uid}) as work offset 0) as taken`,
    );
    if (!taken?.work || !taken.rest) return { do: "end" };
    const work = { ...environmentWork(taken.work), ...restWork(taken.rest) };
    const step = decide(work);
    if (step.do === "end") return step;
    if (step.do === "wait") {
      if (step.reason !== undefined) await sayWhy(rows, uid, step.reason);
      return { do: "wait", lookAgainAt: step.lookAgainAt };
    }
    if (step.do === "start" && step.operationId === work.running?.operationId)
      return { do: "start", operationId: step.operationId };
    const environment = await lockEnvironment(rows, uid);
    if (environment === undefined) return { do: "end" };
    if (step.do === "hold") return await hold(rows, environment, step.hold);
    if (step.do === "announce-expiry" || step.do === "expire") {
      await (step.do === "expire" ? expire : announceExpiry)(rows, environment, step.expiresAt);
      return { do: "wait", lookAgainAt: Date.now() };
    }
    if (work.running !== undefined)
      throw new Error(`environment "${uid}" runs "${work.running.operationId}" and cannot start another operation`);
    if (step.do === "repair") return await startRepair(rows, environment, step.wakes);
    if (step.do === "revert") return { do: "start", operationId: await startRevert(rows, environment, step.findings) };
    if (step.do === "sleep" || step.do === "wake")
      return { do: "start", operationId: await startRest(rows, environment, step.do) };
    return await start(rows, environment, step);
  });
}

/** People see what keeps work waiting that they asked for. */
async function sayWhy(rows: Rows, uid: string, reason: string): Promise<void> {
  await sql`update environment set reason = ${storableText(reason)} where uid = ${uid} and reason <> ${storableText(reason)}`.execute(
    rows,
  );
}

function environmentWork({ hold: held, running, failedRepairAt, ...work }: WorkRow): EnvironmentWork {
  return {
    ...work,
    ...(held === null ? {} : { hold: held }),
    ...(running === null ? {} : { running }),
    ...(failedRepairAt === null ? {} : { failedRepairAt }),
  };
}

async function start(
  rows: Rows,
  environment: LockedEnvironment,
  { operationId, supersede }: { readonly operationId: string; readonly supersede: readonly string[] },
): Promise<TakenStep> {
  const operation = await readOperation(rows, operationId);
  if (operation?.environmentUid !== environment.uid || operation.state !== "Accepted") {
    throw new Error(`operation "${operationId}" does not wait for its turn in environment "${environment.uid}"`);
  }
  // A first deadline; admission sets the one that fits the plan.
  await sql`update operation set state = 'Running', started_at = clock_timestamp(), deadline_at = clock_timestamp() + interval '1 hour'
    where id = ${operationId}`.execute(rows);
  await recordRunning(rows, environment, {
    operationId,
    promotionId: operation.promotionId,
    message: `${operation.kind} of ${environment.name} starts`,
  });
  const others = supersede.filter((id) => id !== operationId);
  if (others.length > 0)
    await supersedeOperations(rows, environment, { reason: `${operation.kind} ${operationId} is newer`, ids: others });
  return { do: "start", operationId };
}

async function startRepair(
  rows: Rows,
  environment: LockedEnvironment,
  wakes: readonly ComponentWake[],
): Promise<TakenStep> {
  const operationId = newOperationId();
  const repair = wakes.map(({ componentUid, component, incarnation }) => ({ componentUid, component, incarnation }));
  const why = wakes.map(({ component, reason, detail }) => `"${component}" ${reason}: ${detail}`).join("; ");
  await sql`
    insert into operation (id, environment_uid, kind, state, generation, repair, actor, reason, started_at, deadline_at)
    values (${operationId}, ${environment.uid}, 'repair', 'Running', ${environment.generation}, ${storable(repair)}::json, ${storable(SYSTEM)}::json,
      ${why}, clock_timestamp(), clock_timestamp() + interval '1 hour')`.execute(rows);
  await sql`
    update wake set answered_by = ${operationId} from json_to_recordset(${storable(repair)}::json) as r("componentUid" uuid, incarnation int)
    where wake.component_uid = r."componentUid" and wake.incarnation = r.incarnation and wake.answered_by is null`.execute(
    rows,
  );
  await recordRunning(rows, environment, { operationId, message: `repair of ${environment.name} starts: ${why}` });
  return { do: "start", operationId };
}

async function hold(
  rows: Rows,
  { uid, project, name, hold: present }: LockedEnvironment,
  wanted: Hold,
): Promise<TakenStep> {
  if (present === null) {
    await sql`update environment set hold = ${storable(wanted)}::json, changed_at = now() where uid = ${uid}`.execute(
      rows,
    );
    const message = `environment ${name} is held: ${wanted.reason}`;
    await writeEvent(rows, {
      type: "environment.held",
      actor: SYSTEM,
      project,
      environment: name,
      environmentUid: uid,
      message,
      data: { choices: [...wanted.choices] },
    });
  }
  return { do: "wait", lookAgainAt: Date.now() + HELD_FOR_MS };
}
