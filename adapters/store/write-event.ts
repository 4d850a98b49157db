import { sql } from "kysely";
import type { JsonObject } from "../../domain/schema/json.ts";
import type { Rows } from "./connect-postgres.ts";
import type { Actor } from "./views-port.ts";
import { storable } from "./storable.ts";

/** Who acts when nobody asked. */
export const SYSTEM: Actor = { kind: "system", name: "holdfast" };

/** An event to record. */
export interface NewEvent {
  readonly type: string;
  readonly actor: Actor;
  readonly project: string;
  readonly environment?: string;
  readonly environmentUid?: string;
  readonly component?: string;
  readonly operationId?: string;
  /** Null or absent: of none. */
  readonly promotionId?: string | null;
  /** One line for people. No secrets. */
  readonly message: string;
  readonly data?: JsonObject;
}

/** Records an event in the transaction of what it tells; listeners hear of it when that commits. */
export async function writeEvent(rows: Rows, event: NewEvent): Promise<void> {
  await sql`
    with written as (
      insert into event (type, actor, project, environment, environment_uid, component, operation_id, promotion_id, message, data)
      values (${event.type}, ${storable(event.actor)}::json, ${event.project}, ${event.environment ?? null}, ${event.environmentUid ?? null},
        ${event.component ?? null}, ${event.operationId ?? null}, ${event.promotionId ?? null}, ${event.message}, ${storable(event.data ?? {})}::json)
      returning id)
    select pg_notify('holdfast', 'event') from written`.execute(rows);
}
