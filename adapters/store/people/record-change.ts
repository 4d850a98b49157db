import { sql } from "kysely";
import { OrchestratorError } from "../../../domain/errors.ts";
import type { JsonObject } from "../../../domain/schema/json.ts";
import { first, type Rows } from "../connect-postgres.ts";
import { wakePromotions } from "../promotions/wake-promotions.ts";
import type { AcceptedResult } from "../requests-port.ts";
import type { Actor } from "../views-port.ts";
import { writeEvent } from "../write-event.ts";

/** A change to persons or rights, for the record. */
export interface RecordedChange {
  /** `person.created`, `role.bound` … */
  readonly type: string;
  readonly actor: Actor;
  readonly message: string;
  readonly data: JsonObject;
}

/** Writes the event of a change that belongs to no project. */
export async function recordChange(rows: Rows, change: RecordedChange): Promise<void> {
  await writeEvent(rows, { ...change, project: "" });
}

/** As `recordChange`, of a change of rights: what was decided from them is decided again. */
export async function recordRightsChange(rows: Rows, change: RecordedChange): Promise<void> {
  await recordChange(rows, change);
  await sql`select touch_rules()`.execute(rows);
  await wakePromotions(rows, sql`true`);
}

/** What became of a person, group, service, token or role. */
export function peopleResult(
  kind: AcceptedResult["kind"],
  name: string,
  result: AcceptedResult["result"],
): readonly AcceptedResult[] {
  return [{ kind, project: "", name, result }];
}

/** The failure for a person, group or service that does not exist. */
export function noHolder(kind: "person" | "group" | "service", name: string): OrchestratorError {
  return new OrchestratorError("NOT_FOUND", `no ${kind} is called ${JSON.stringify(name)}`, { details: { name } });
}

/** The failure for a name that is in use. */
export function nameTaken(kind: "person" | "group" | "service", name: string): OrchestratorError {
  return new OrchestratorError("NAME_TAKEN", `a ${kind} is called ${JSON.stringify(name)} already`, {
    details: { name },
  });
}

/** Id of a person by name, whose row stays as it is until the transaction ends. @throws OrchestratorError `NOT_FOUND` */
export async function requirePerson(rows: Rows, name: string): Promise<string> {
  const found = await first(rows, sql<{ id: string }>`select id from person where name = ${name} for key share`);
  if (found === undefined) throw noHolder("person", name);
  return found.id;
}

/** Id of a service by name. @throws OrchestratorError `NOT_FOUND` */
export async function requireService(rows: Rows, name: string): Promise<string> {
  const found = await first(
    rows,
    sql<{ id: string }>`select id from service_account where name = ${name} for key share`,
  );
  if (found === undefined) throw noHolder("service", name);
  return found.id;
}

/** @throws OrchestratorError `NOT_FOUND` where there is no such group */
export async function requireGroup(rows: Rows, name: string): Promise<void> {
  const found = await first(rows, sql`select from person_group where name = ${name} for key share`);
  if (found === undefined) throw noHolder("group", name);
}
