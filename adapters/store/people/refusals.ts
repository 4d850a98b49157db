import { sql } from "kysely";
import { many, type Postgres } from "../connect-postgres.ts";
import { listed, readCursor, rowsToRead } from "../page.ts";
import type { NewRefusal, RefusalView } from "../people-port.ts";
import { storable, storableText } from "../storable.ts";
import type { Actor, Listed, Page } from "../views-port.ts";

/** Of those whose sender is known, and of the others: whoever has no token flushes nothing out of the first. */
const KEPT = { known: 100_000, nameless: 20_000 };
const CLEAN_EVERY = 1_000;
const LONGEST = 500;

/** Keeps a refusal. Each thousandth makes room, so that nobody fills the disk by asking. @see StoreOfPrincipals.recordRefusal */
export async function recordRefusal({ rows }: Postgres, refusal: NewRefusal): Promise<void> {
  const { actor, action, resource, code, reason, via, traceId, dropped } = refusal;
  await sql`
    with kept as (
      insert into refusal (actor, action, resource, code, reason, via, trace_id, dropped)
      values (${actor === undefined ? null : storable(actor)}::json, ${action}, ${storable(resource)}::json, ${code},
        ${storableText(reason).slice(0, LONGEST)}, ${via}, ${traceId}, ${dropped}) returning id)
    delete from refusal using kept where kept.id % ${CLEAN_EVERY} = 0 and refusal.id <= case
      when refusal.actor is null then (select id from refusal where actor is null order by id desc offset ${KEPT.nameless} limit 1)
      else (select id from refusal where actor is not null order by id desc offset ${KEPT.known} limit 1) end`.execute(
    rows,
  );
}

/** Refusals, newest first. */
export async function listRefusals({ rows }: Postgres, page: Page): Promise<Listed<RefusalView>> {
  const after = readCursor(page, 1);
  const found = await many(
    rows,
    sql<Omit<RefusalView, "actor"> & { readonly actor: Actor | null }>`
      select id::text as id, epoch_ms(at) as at, actor, action, resource, code, reason, via, trace_id as "traceId", dropped from refusal
      where (${after === undefined} or id < ${numberOf(after?.[0])}::bigint) order by id desc limit ${rowsToRead(page)}`,
  );
  const views = found.map(({ actor, ...row }) => (actor === null ? row : { ...row, actor }));
  return listed(views, page, ({ id }) => [id]);
}

/** A cursor that no list has given starts at nothing, and is no failure of the database. */
const numberOf = (text: string | undefined): string => (text !== undefined && /^\d{1,18}$/.test(text) ? text : "0");
