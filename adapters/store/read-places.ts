import { type RawBuilder, sql } from "kysely";
import type { ChatChannels } from "../../domain/schema/chat-channels.ts";
import type { EnvironmentClass } from "../../domain/schema/documents.ts";
import { first, many, type Postgres } from "./connect-postgres.ts";
import type { NamedEnvironment, NamedThing, PlaceOfThing, SaidOfEnvironment } from "./places-port.ts";

type PlaceRow = {
  readonly project: string;
  readonly environment: string | null;
  readonly class: EnvironmentClass | null;
};

/** @see StoreOfPlaces.placeOf */
export async function placeOf({ rows }: Postgres, { kind, id }: NamedThing): Promise<PlaceOfThing | undefined> {
  const found = await first(rows, PLACES[kind](id));
  if (found === undefined) return undefined;
  const { project, environment } = found;
  if (environment === null || found.class === null) return { project };
  return { project, environment: { project, environment, class: found.class } };
}

const PLACES: Readonly<Record<NamedThing["kind"], (id: string) => RawBuilder<PlaceRow>>> = {
  operation: (id) => sql`select e.project, e.name as environment, e.class
    from operation o join environment e on e.uid = o.environment_uid where o.id = ${id}`,
  promotion: (id) => sql`select e.project, e.name as environment, e.class
    from promotion p join environment e on e.uid = p.environment_uid where p.id = ${id}`,
  delivery: (id) => sql`select s.project, null as environment, null as class
    from delivery d join subscription s on s.uid = d.subscription_uid where d.id = ${id}`,
  approval: (id) => sql`select e.project, e.name as environment, e.class
    from approval a join environment e on e.uid = a.environment_uid where a.id = ${id}`,
  finding: (id) => sql`select e.project, e.name as environment, e.class
    from finding f join environment e on e.uid = f.environment_uid where f.id = ${id}`,
  // Of one that is gone there is its event.
  snapshot: (id) => sql`select e.project, e.name as environment, e.class from environment e
    where e.uid = (select environment_uid from snapshot where id = ${id}
      union all select environment_uid from event where type = 'snapshot.deleted' and data ->> 'snapshot' = ${id} limit 1)`,
  veto: (id) => sql`select v.project, v.environment, (select e.class from environment e
      where e.project = v.project and e.name = v.environment order by e.rest_phase = 'Gone', e.created_at desc limit 1) as class
    from veto v where v.id = ${id}`,
};

/** @see StoreOfPlaces.placeOfEnvironment */
export async function placeOfEnvironment(
  { rows }: Postgres,
  project: string,
  environment: string,
): Promise<NamedEnvironment | undefined> {
  return await first(
    rows,
    sql<NamedEnvironment>`select project, name as environment, class, rest_phase = 'Gone' as "isGone" from environment
      where project = ${project} and name = ${environment} order by rest_phase = 'Gone', created_at desc limit 1`,
  );
}

/** @see StoreOfPlaces.saidOfEnvironment */
export async function saidOfEnvironment(
  { rows }: Postgres,
  project: string,
  environment: string,
): Promise<SaidOfEnvironment | undefined> {
  const found = await first(
    rows,
    sql<{ spec: SaidOfEnvironment["spec"]; expiresAt: number | null }>`
      select document -> 'spec' as spec, epoch_ms(expires_at) as "expiresAt" from environment
      where project = ${project} and name = ${environment} and rest_phase <> 'Gone'`,
  );
  if (found === undefined) return undefined;
  const { spec, expiresAt } = found;
  return { spec, ...(expiresAt === null ? {} : { expiresAt }) };
}

/** @see StoreOfPlaces.chatOfProject */
export async function chatOfProject({ rows }: Postgres, project: string): Promise<ChatChannels | undefined> {
  const found = await first(
    rows,
    sql<{ slack: ChatChannels | null }>`select document #> '{spec,slack}' as slack from project
      where name = ${project} and deleted_at is null`,
  );
  return found?.slack ?? undefined;
}

/** @see StoreOfPlaces.artifactsIn */
export async function artifactsIn({ rows }: Postgres, visible: RawBuilder<unknown>): Promise<readonly string[]> {
  const found = await many(
    rows,
    sql<{ digest: string }>`select distinct a.value ->> 'digest' as digest
      from release r, json_each(coalesce(r.document #> '{spec,artifacts}', '{}')) as a
      where r.deleted_at is null and a.value ->> 'digest' is not null and ${visible}`,
  );
  return found.map(({ digest }) => digest);
}
