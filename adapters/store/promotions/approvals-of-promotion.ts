import { sql } from "kysely";
import type { PersonName } from "../../../domain/schema/approval.ts";
import { many, type Rows } from "../connect-postgres.ts";
import type { ApprovalsOfPromotion } from "../promotions-port.ts";
import type { Actor } from "../views-port.ts";

/** The newest approval of each gate of a promotion, and the persons behind it. */
export async function approvalsOfPromotion(rows: Rows, promotionId: string): Promise<ApprovalsOfPromotion> {
  const found = await many(
    rows,
    sql<ApprovalsOfPromotion["newest"][string] & { readonly gate: string; readonly chatFault: string | null }>`
      select distinct on (gate) gate, id, question, state, chat_fault as "chatFault" from approval
      where promotion_id = ${promotionId} and gate is not null order by gate, position desc`,
  );
  const newest = found.map(({ gate, chatFault, ...approval }) => [
    gate,
    { ...approval, ...(chatFault === null ? {} : { chatFault }) },
  ]);
  const requesters = await requestersOf(rows, promotionId);
  const authors = persons(await authorsOf(rows, promotionId));
  return { newest: Object.fromEntries(newest), requesters, excluded: unique([...requesters, ...authors]) };
}

/** Persons who asked for a promotion: first, in an earlier attempt, or for the same while it was open. */
export async function requestersOf(rows: Rows, promotionId: string): Promise<readonly PersonName[]> {
  return unique([...persons(await askedBy(rows, promotionId)), ...(await joinedBy(rows, promotionId))]);
}

/** Whose requests have it for their outcome. */
async function joinedBy(rows: Rows, promotionId: string): Promise<readonly PersonName[]> {
  return await many(
    rows,
    sql<PersonName>`select p.id, p.name from request_promotion j join request r on r.id = j.request_id
      join person p on r.actor = 'person:' || p.id where j.promotion_id = ${promotionId} order by r.received_at, p.id`,
  );
}

/** Who asked for it, and who has tried the same before. */
async function askedBy(rows: Rows, promotionId: string): Promise<readonly Actor[]> {
  const found = await many(
    rows,
    sql<{ actor: Actor }>`select o.actor from promotion p
      join promotion o on o.environment_uid = p.environment_uid and o.release_digest = p.release_digest and o.kind = p.kind and o.attempt <= p.attempt
      where p.id = ${promotionId} order by o.attempt`,
  );
  return found.map(({ actor }) => actor);
}

async function authorsOf(rows: Rows, promotionId: string): Promise<readonly Actor[]> {
  const found = await many(
    rows,
    sql<{
      author: Actor;
    }>`select r.author from promotion p join release r on r.project = p.project and r.version = p.release
      where p.id = ${promotionId} and r.author is not null`,
  );
  return found.map(({ author }) => author);
}

function persons(actors: readonly Actor[]): readonly PersonName[] {
  return unique(actors.flatMap(({ kind, id, name }) => (kind === "person" && id !== undefined ? [{ id, name }] : [])));
}

function unique(people: readonly PersonName[]): readonly PersonName[] {
  return [...new Map(people.map((person) => [person.id, person])).values()];
}
