import { type RawBuilder, sql } from "kysely";
import type { ReactionGround } from "../../../domain/schema/finding-work.ts";
import { first, type Postgres } from "../connect-postgres.ts";

/** As PostgreSQL writes it: what is absent is null. */
export type GroundRow = Omit<ReactionGround, "ofComponent" | "ofEnvironment"> & {
  readonly ofComponent: ReactionGround["ofComponent"] | null;
  readonly ofEnvironment: ReactionGround["ofEnvironment"] | null;
};

/** Columns of what a reaction is decided from, of a component `c` in its environment `e`. */
export const GROUND: RawBuilder<unknown> = sql`
  e.project, e.name as environment, e.class, c.name as component, c.kind, e.document #> '{spec,onDrift}' as "ofEnvironment",
  (select b.document #> array['spec', 'components', c.name, 'onDrift'] from release r
    join blueprint b on b.project = r.project and b.name = split_part(r.blueprint, '@', 1) and b.version = split_part(r.blueprint, '@', 2)
    where r.project = e.project and r.version = e.release) as "ofComponent",
  coalesce((select json_agg(w.document) from freeze_window w where w.project in ('', e.project)), '[]') as "freezeWindows"`;

/** A row without what is absent. */
export function reactionGroundOf({ ofComponent, ofEnvironment, ...ground }: GroundRow): ReactionGround {
  return {
    ...ground,
    ...(ofComponent === null || ofComponent === undefined ? {} : { ofComponent }),
    ...(ofEnvironment === null || ofEnvironment === undefined ? {} : { ofEnvironment }),
  };
}

/** @see StoreOfDrift.reactionGround */
export async function reactionGround(
  { rows }: Postgres,
  {
    project,
    environment,
    component,
  }: { readonly project: string; readonly environment: string; readonly component: string },
): Promise<ReactionGround | undefined> {
  const found = await first(
    rows,
    sql<GroundRow>`select ${GROUND} from environment e join component c on c.environment_uid = e.uid and not c.is_gone
      where e.project = ${project} and e.name = ${environment} and e.rest_phase <> 'Gone' and c.name = ${component}`,
  );
  return found === undefined ? undefined : reactionGroundOf(found);
}
