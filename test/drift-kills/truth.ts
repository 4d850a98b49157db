import type { QueryResultRow } from "pg";

/** Rows of a query. */
export type ReadRows = <Row extends QueryResultRow>(text: string, ...values: readonly unknown[]) => Promise<Row[]>;

/** A component. */
export interface ComponentRow {
  readonly uid: string;
  readonly environment: string;
  readonly name: string;
  readonly incarnation: number;
  readonly phase: string;
}

/** A finding, open or over. */
export interface FindingRow {
  readonly id: string;
  readonly componentUid: string;
  readonly status: string;
  readonly reason: string;
  readonly paths: readonly string[];
  readonly seen: number;
  readonly operationId: string | null;
  /** Types of its events, sorted. */
  readonly events: readonly string[];
}

/** An operation. */
export interface OperationRow {
  readonly id: string;
  readonly environment: string;
  readonly kind: string;
  readonly state: string;
  readonly reason: string;
}

/** A sweep. */
export interface SweepRow {
  readonly id: string;
  readonly account: string;
  readonly state: string;
  readonly reason: string;
  readonly looked: number;
  readonly drifted: number;
  /** How often people were told that it was braked. */
  readonly braked: number;
}

/** An approval. */
export interface ApprovalRow {
  readonly id: string;
  readonly findingId: string | null;
  readonly status: string;
}

/** What the rows say of everything. */
export interface Truth {
  readonly components: readonly ComponentRow[];
  readonly findings: readonly FindingRow[];
  readonly operations: readonly OperationRow[];
  readonly sweeps: readonly SweepRow[];
  readonly approvals: readonly ApprovalRow[];
  /** Sweeps that were asked for and have not begun. */
  readonly pending: number;
}

/** Reads all of it. */
export async function readTruth(rows: ReadRows): Promise<Truth> {
  const [{ pending } = { pending: -1 }] = await rows<{ pending: number }>(
    "select count(*)::int as pending from sweep_request",
  );
  return {
    components: await readComponents(rows),
    findings: await readFindings(rows),
    operations: await rows<OperationRow & QueryResultRow>(
      `select o.id, e.name as environment, o.kind, o.state, o.reason from operation o join environment e on e.uid = o.environment_uid order by o.id`,
    ),
    sweeps: await readSweeps(rows),
    approvals: await rows<ApprovalRow & QueryResultRow>(
      `select id, finding_id as "findingId", status from approval order by position`,
    ),
    pending,
  };
}

/** All components, by name. */
export async function readComponents(rows: ReadRows): Promise<readonly ComponentRow[]> {
  return await rows<ComponentRow & QueryResultRow>(
    `select c.uid, e.name as environment, c.name, c.incarnation, c.phase
     from component c join environment e on e.uid = c.environment_uid order by e.name, c.name`,
  );
}

/** All findings, oldest first. */
export async function readFindings(rows: ReadRows): Promise<readonly FindingRow[]> {
  return await rows<FindingRow & QueryResultRow>(
    `select f.id, f.component_uid as "componentUid", f.status, f.status_reason as reason, f.seen_count as seen, f.operation_id as "operationId",
       array(select x ->> 'path' from json_array_elements(f.fields) as x) as paths,
       array(select v.type from event v where v.environment_uid = f.environment_uid and v.type like 'drift.%'
         and v.data ->> 'finding' = f.id order by v.type) as events
     from finding f order by f.position`,
  );
}

/** All sweeps, oldest first. */
export async function readSweeps(rows: ReadRows): Promise<readonly SweepRow[]> {
  return await rows<SweepRow & QueryResultRow>(
    `select s.id, s.account, s.state, s.reason,
       coalesce((select sum((counts ->> 'looked')::int) from sweep_part p where p.sweep_id = s.id), 0)::int as looked,
       coalesce((select sum((counts ->> 'drifted')::int) from sweep_part p where p.sweep_id = s.id), 0)::int as drifted,
       (select count(*) from event v where v.type = 'sweep.braked' and v.message like '%' || s.id || '%')::int as braked
     from sweep s order by s.position`,
  );
}
