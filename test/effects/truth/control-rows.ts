import { Client } from "pg";
import { plainName } from "../lanes.ts";

/** An effect as the ledger has it. */
export interface LedgerRow {
  readonly key: string;
  readonly promotionId: string;
  /** `change/create`: without the lane, and without numbers of tickets. */
  readonly effect: string;
  /** `intent`, `not sent` or `done`. */
  readonly state: string;
}

/** A snapshot that a step says to have taken. */
export interface StepSnapshot {
  readonly promotionId: string;
  readonly effect: string;
  readonly snapshot: string;
}

/** What the control database holds about effects. */
export interface ControlRows {
  readonly ledger: readonly LedgerRow[];
  readonly snapshots: readonly StepSnapshot[];
}

const LEDGER = `select e.key, e.by_name || '/' || e.call as effect, e.state,
    coalesce(o.promotion_id, substr(e.owner, length('promotion/') + 1)) as "promotionId"
  from outside_effect e left join operation o on e.owner = 'operation/' || o.id`;
const SNAPSHOTS = `select o.promotion_id as "promotionId", s.name || '/snapshot-' || (s.spec -> 'config' ->> 'component') as effect,
    s.output ->> 'snapshot' as snapshot
  from step_run s join operation o on o.id = s.operation_id where s.output ->> 'snapshot' is not null`;

/** Reads them, in a session that cannot write. */
export async function readControlRows(databaseUrl: string): Promise<ControlRows> {
  const client = new Client({ connectionString: databaseUrl, options: "-c default_transaction_read_only=on" });
  await client.connect();
  try {
    const plain = <Row extends { readonly effect: string }>(rows: readonly Row[]) =>
      rows.map((row) => ({ ...row, effect: plainName(row.effect) }));
    return {
      ledger: plain((await client.query<LedgerRow>(LEDGER)).rows),
      snapshots: plain((await client.query<StepSnapshot>(SNAPSHOTS)).rows),
    };
  } finally {
    await client.end();
  }
}
