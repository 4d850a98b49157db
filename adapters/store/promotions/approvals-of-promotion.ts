import { sql } from "kysely";
import type { PersonName } from "../../../domain/schema/approval.ts";
import { many, type Rows } from "../connect-postgres.ts";
import type { ApprovalsOfPromotion } from "../promotions-port.ts";
import type { Actor } from "../views-port.ts";
import { readLockedPromotion } from "./lock-promotion.ts";

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

/**
 * Persons who asked for a promotion: for it, for an earlier attempt at the same, or for what has brought it about by itself:
 * the promotions into the stages before it.
 */
export async function requestersOf(rows: Rows, promotionId: string): Promise<readonly PersonName[]> {
  const seen = new Set<string>();
  const people: PersonName[] = [];
  const waiting = [promotionId];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const attempts = await attemptsAt(rows, id);
    people.push(...persons(attempts.map(({ actor }) => actor)));
    people.push(
      ...(await joinedBy(
        rows,
        attempts.map((attempt) => attempt.id),
      )),
    );
    if (attempts.some(({ actor }) => actor.kind === "system")) waiting.push(...(await causesOf(rows, id)));
  }
  return unique(people);
}

interface Attempt {
  readonly id: string;
  readonly actor: Actor;
}

/** It, and what has tried the same before without being verified: of a change of parameters, the same change. */
async function attemptsAt(rows: Rows, promotionId: string): Promise<readonly Attempt[]> {
  const isSame = sql`o.environment_uid = p.environment_uid and o.release_digest = p.release_digest and o.kind = p.kind
    and (p.kind <> 'change' or o.wish::jsonb = p.wish::jsonb)`;
  return await many(
    rows,
    sql<Attempt>`select o.id, o.actor from promotion p join promotion o on ${isSame} and o.attempt <= p.attempt
      where p.id = ${promotionId} and o.attempt > coalesce((select max(v.attempt) from promotion v
        where v.environment_uid = p.environment_uid and v.release_digest = p.release_digest and v.kind = p.kind
          and (p.kind <> 'change' or v.wish::jsonb = p.wish::jsonb) and v.attempt < p.attempt and v.state = 'Verified'), 0)
      order by o.attempt`,
  );
}

/** Whose requests have these for their outcome. */
async function joinedBy(rows: Rows, promotionIds: readonly string[]): Promise<readonly PersonName[]> {
  return await many(
    rows,
    sql<PersonName>`select p.id, p.name from request_promotion j join request r on r.id = j.request_id
      join person p on r.actor = 'person:' || p.id where j.promotion_id = any (${promotionIds}) order by r.received_at, p.id`,
  );
}

/** The promotions of the same release into the stages before, whose verification has queued this one. */
async function causesOf(rows: Rows, promotionId: string): Promise<readonly string[]> {
  const promotion = await readLockedPromotion(rows, promotionId);
  if (promotion === undefined) return [];
  const { project, releaseDigest, stage } = promotion;
  const found = await many(
    rows,
    sql<{ id: string }>`select distinct on (environment) id from promotion
      where project = ${project} and release_digest = ${releaseDigest} and kind = 'promote' and state = 'Verified'
        and environment = any (${stage.after}) order by environment, position desc`,
  );
  return found.map(({ id }) => id);
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
