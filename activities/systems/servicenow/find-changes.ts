import { OrchestratorError } from "../../../domain/errors.ts";
import { queryKey, queryNumber } from "./query-parts.ts";
import { toChange } from "./read-change.ts";
import type { Change } from "./read-change.ts";
import type { ServiceNow } from "./servicenow.ts";
import { many } from "./shapes.ts";
import { toSystemTime } from "./system-time.ts";

/** The limit counts rows that are hidden from us, too: one row would not do. */
const LIMIT = 10;
/** A literal instant may be read in the account's own zone: up to 14 h off, and a day of clocks that differ. */
const GENEROUS_MS = 26 * 3_600_000;
const USER_NAME = /^[A-Za-z0-9._@-]{1,100}$/;

/** A key to look for. */
export interface KeySearch {
  readonly key: string;
  /** Nothing that carries it was made before, epoch milliseconds. */
  readonly sinceMs: number;
}

/**
 * The changes that carry a key, oldest first: as correlation id, or, where that was ignored, in the short description.
 *
 * Unfortunately a clause that an instance does not know is dropped, and the rest of the query runs. Therefore the key is
 * compared in every row.
 *
 * @throws OrchestratorError `REMOTE_UNCLEAR` when the instance ignores what it was asked for, and what its calls throw
 */
export async function findByKey(serviceNow: ServiceNow, { key, sinceMs }: KeySearch): Promise<readonly Change[]> {
  const since = `sys_created_on>=${toSystemTime(sinceMs - GENEROUS_MS)}`;
  const byId = await search(serviceNow, `correlation_id=${queryKey(key)}^${since}^ORDERBYsys_created_on`);
  const found = byId.filter(({ correlationId }) => correlationId === key);
  if (found.length > 0) return oldestFirst(found);
  const { user } = serviceNow;
  const mine = user !== undefined && USER_NAME.test(user) ? `^sys_created_by=${user}` : "";
  const byTitle = await search(
    serviceNow,
    `short_descriptionLIKE${queryKey(key)}${mine}^${since}^ORDERBYsys_created_on`,
  );
  const titled = byTitle.filter(({ shortDescription }) => shortDescription?.includes(key));
  if (titled.length === 0 && byTitle.length >= LIMIT)
    throw new OrchestratorError("REMOTE_UNCLEAR", `${serviceNow.name} does not search short descriptions`);
  return oldestFirst(titled);
}

/** The change with a number; undefined when there is none, or it is hidden from us. */
export async function findByNumber(serviceNow: ServiceNow, number: string): Promise<Change | undefined> {
  const rows = await search(serviceNow, `number=${queryNumber(number)}`);
  return rows.find((row) => row.number === number);
}

async function search(serviceNow: ServiceNow, query: string): Promise<readonly Change[]> {
  const page = { sysparm_query: query, sysparm_limit: String(LIMIT) };
  const json = await serviceNow.get("/api/sn_chg_rest/change", page);
  return many(json).flatMap((record) => toChange(record, serviceNow.states) ?? []);
}

function oldestFirst(changes: readonly Change[]): readonly Change[] {
  return changes.toSorted((a, b) => a.createdAt - b.createdAt || (a.number < b.number ? -1 : 1));
}
