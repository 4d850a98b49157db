import type { Client } from "@temporalio/client";
import pg from "pg";
import { operationWorkflowId, promotionWorkflowId, environmentWorkflowId } from "../../workflows/messages.ts";
import { readTrace, type Trace } from "./trace.ts";

/** What a hop passes, in this order. */
export const MARKS = [
  "accepted",
  "promotion woken",
  "promotion looks",
  "operation requested",
  "environment woken",
  "environment looks",
  "operation starts",
  "its workflow starts",
  "its workflow runs",
  "admitted",
  "verified",
] as const;
/** One of them. */
export type Mark = (typeof MARKS)[number];

/** One release that came into one stage. Instants are epoch milliseconds. */
export interface Hop {
  readonly project: string;
  readonly environment: string;
  readonly release: string;
  /** From its own acceptance, or the verification in the stage before, to its verification. */
  readonly tookMs: number;
  readonly at: Readonly<Record<Mark, number>>;
}

interface HopRow {
  readonly id: string;
  readonly project: string;
  readonly environment: string;
  readonly environmentUid: string;
  readonly release: string;
  readonly operationId: string;
  readonly state: string;
  readonly operations: number;
  readonly acceptedAt: number;
  readonly requestedAt: number;
  readonly startedAt: number;
  readonly admittedAt: number;
  readonly endedAt: number;
}

const HOPS = `
  select p.id, p.project, p.environment, p.environment_uid as "environmentUid", p.release, p.operation_id as "operationId", p.state, p.operations,
    ms(p.requested_at) as "acceptedAt", ms(p.ended_at) as "endedAt", ms(p.gates_passed_at) as "requestedAt", ms(o.started_at) as "startedAt",
    ms((select at from event where operation_id = o.id and type = 'operation.admitted')) as "admittedAt"
  from promotion p join operation o on o.id = p.operation_id where p.project = any ($1) order by p.position`;
const MS = `create function pg_temp.ms(timestamptz) returns double precision language sql as 'select (extract(epoch from $1) * 1000)::double precision'`;

/** Reads the hops of some projects: from rows where those tell the time, else from the histories of their workflows. */
export async function readHops(
  { databaseUrl, temporal }: { readonly databaseUrl: string; readonly temporal: Client },
  projects: readonly string[],
): Promise<readonly Hop[]> {
  const rows = await readRows(databaseUrl, projects);
  const traces = new Map<string, Trace>();
  const traceOf = async (workflowId: string) => {
    const trace = traces.get(workflowId) ?? (await readTrace(temporal, workflowId));
    traces.set(workflowId, trace);
    return trace;
  };
  const hops: Hop[] = [];
  for (const row of rows) {
    if (row.state !== "Verified" || row.operations !== 1)
      throw new Error(`${row.release} into ${row.environment} is ${row.state} after ${row.operations} operations`);
    const promotion = await traceOf(promotionWorkflowId(row.id));
    const environment = await traceOf(environmentWorkflowId(row.environmentUid));
    const operation = await traceOf(operationWorkflowId(row.operationId));
    hops.push({
      project: row.project,
      environment: row.environment,
      release: row.release,
      tookMs: row.endedAt - row.acceptedAt,
      at: {
        accepted: row.acceptedAt,
        "promotion woken": promotion.wokenAfter(row.acceptedAt),
        "promotion looks": promotion.runsAfter(row.acceptedAt),
        "operation requested": row.requestedAt,
        "environment woken": environment.wokenAfter(row.requestedAt),
        "environment looks": environment.runsAfter(row.requestedAt),
        "operation starts": row.startedAt,
        "its workflow starts": operation.wokenAfter(row.startedAt),
        "its workflow runs": operation.runsAfter(row.startedAt),
        admitted: row.admittedAt,
        verified: row.endedAt,
      },
    });
  }
  return hops;
}

async function readRows(databaseUrl: string, projects: readonly string[]): Promise<readonly HopRow[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(MS);
    return (await client.query<HopRow>(HOPS.replaceAll("ms(", "pg_temp.ms("), [projects])).rows;
  } finally {
    await client.end();
  }
}
