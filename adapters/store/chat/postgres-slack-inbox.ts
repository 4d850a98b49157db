import { sql } from "kysely";
import type { SlackItem } from "../../../domain/schema/slack-item.ts";
import { first, many, type Postgres } from "../connect-postgres.ts";
import { storable, storableText } from "../storable.ts";
import type { ReceivedSlackItem, SlackInbox, StoredSlackItem } from "../slack-inbox-port.ts";

/** After it, what its receiver has not answered is anybody's. */
const ANSWERING_S = 10;
const FORGOTTEN_AT_ONCE = 5_000;

/** The outcome. Where a command could be answered is kept no longer. */
const ended = (
  outcome: string,
) => sql`state = 'handled', handled_at = clock_timestamp(), outcome = ${storableText(outcome)},
  payload = case when kind = 'command' then jsonb_set(payload::jsonb, '{responseUrl}', '""')::json else payload end`;

/** The inbox of Slack in PostgreSQL. */
export function postgresSlackInbox({ rows }: Postgres): SlackInbox {
  return {
    async receiveSlackItem({ key, item, state }) {
      const found = await first(
        rows,
        sql<ReceivedSlackItem>`select item_id as id, epoch_ms(item_received_at) as "receivedAt", is_new as "isNew"
          from slack_receive(${key}, ${item.kind}, ${storable(item)}::json, ${state})`,
      );
      if (found === undefined) throw new Error("slack_receive answers one row");
      return { ...found, id: Number(found.id) };
    },
    async openSlackItems(limit) {
      const found = await many(
        rows,
        sql<Omit<StoredSlackItem, "item"> & { readonly payload: SlackItem }>`
          select id, key, payload, epoch_ms(received_at) as "receivedAt", attempts, not_before <= clock_timestamp() as "isDue" from slack_inbox
          where state = 'waiting' or (state = 'answering' and received_at < clock_timestamp() - make_interval(secs => ${ANSWERING_S}))
          order by id limit ${limit}`,
      );
      return found.map(({ payload, id, ...row }) => ({ ...row, id: Number(id), item: payload }));
    },
    async beginSlackItem(id) {
      const found = await first(
        rows,
        sql<{
          attempts: number;
        }>`update slack_inbox set attempts = attempts + 1 where id = ${id} and state <> 'handled' returning attempts`,
      );
      return found?.attempts ?? 0;
    },
    async postponeSlackItem(id, ms) {
      await sql`update slack_inbox set not_before = clock_timestamp() + make_interval(secs => ${ms / 1_000}::double precision)
        where id = ${id} and state <> 'handled'`.execute(rows);
    },
    async releaseSlackItem(id) {
      await sql`with released as (update slack_inbox set state = 'waiting' where id = ${id} and state = 'answering' returning id)
        select pg_notify('holdfast', 'event') from released`.execute(rows);
    },
    async endSlackItem(id, outcome) {
      await sql`update slack_inbox set ${ended(outcome)} where id = ${id} and state <> 'handled'`.execute(rows);
    },
    async endOpenSlackItems(outcome) {
      const { numAffectedRows } = await sql`update slack_inbox set ${ended(outcome)} where state <> 'handled'`.execute(
        rows,
      );
      return Number(numAffectedRows ?? 0);
    },
    async forgetSlackItems(handledBeforeMs) {
      const { numAffectedRows } = await sql`delete from slack_inbox where id in (
        select id from slack_inbox where state = 'handled' and handled_at < to_timestamp(${handledBeforeMs}::double precision / 1000)
        order by handled_at limit ${FORGOTTEN_AT_ONCE})`.execute(rows);
      return Number(numAffectedRows ?? 0);
    },
  };
}
