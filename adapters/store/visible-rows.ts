import { type RawBuilder, sql } from "kysely";
import type { Visible } from "../../domain/schema/access.ts";

type Column = RawBuilder<unknown>;

/** A condition: what a project holds itself may be seen. Absent: everything may. Says the same as `isVisible`. */
export function visibleProject(visible: Visible | undefined, project: Column): RawBuilder<unknown> {
  if (visible === undefined || visible === "everything") return sql`true`;
  if (visible.some((place) => place.project === undefined)) return sql`true`;
  return sql`${project} = any (${[...new Set(visible.map((place) => place.project))]}::text[])`;
}

/** A condition: what belongs to an environment may be seen. A null class is in no class. Says the same as `isVisible`. */
export function visibleEnvironment(
  visible: Visible | undefined,
  {
    project,
    name,
    class: environmentClass,
  }: { readonly project: Column; readonly name: Column; readonly class: Column },
): RawBuilder<unknown> {
  if (visible === undefined || visible === "everything") return sql`true`;
  return sql`exists (select from json_to_recordset(${JSON.stringify(visible)}::json) as place (project text, class text, environment text)
    where (place.project is null or place.project = ${project}) and (place.environment is null or place.environment = ${name})
      and (place.class is null or place.class = ${environmentClass}))`;
}
