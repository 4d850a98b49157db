import { sql } from "kysely";
import type { Fault, OutputRow } from "../cell-records/port.ts";
import { many, type Rows } from "./connect-postgres.ts";
import type { ComponentView } from "./views-port.ts";

type Optional = "fault" | "artifactDigest" | "operationId" | "startedAt" | "readyAt" | "expectedMs";

type ComponentRow = Omit<ComponentView, Optional | "outputs"> & {
  readonly outputs: readonly OutputRow[];
  readonly fault: Fault | null;
  readonly artifactDigest: string | null;
  readonly operationId: string | null;
  readonly startedAt: number | null;
  readonly readyAt: number | null;
  readonly expectedMs: number;
};

/** Components of an environment that are not gone, by name. */
export async function componentViews(rows: Rows, environmentUid: string): Promise<readonly ComponentView[]> {
  const found = await many(
    rows,
    sql<ComponentRow>`
      select c.uid, c.name, c.kind, c.phase, c.incarnation, c.needs, c.outputs, c.fault, coalesce(p.message, '') as progress,
        c.on_delete as "onDelete", c.live_artifact_digest as "artifactDigest", c.operation_id as "operationId", epoch_ms(c.started_at) as "startedAt", epoch_ms(c.ready_at) as "readyAt",
        c.expected_ms as "expectedMs"
      from component c left join progress p on p.component_uid = c.uid and c.phase in ('Running', 'Deleting')
      where c.environment_uid = ${environmentUid} and not c.is_gone order by c.name`,
  );
  return found.map(componentView);
}

function componentView({
  outputs,
  fault,
  artifactDigest,
  operationId,
  startedAt,
  readyAt,
  expectedMs,
  ...row
}: ComponentRow): ComponentView {
  return {
    ...row,
    outputs: Object.fromEntries(outputs.map((output) => [output.name, output.isSecret ? null : output.value])),
    ...(fault === null ? {} : { fault }),
    ...(artifactDigest === null ? {} : { artifactDigest }),
    ...(operationId === null ? {} : { operationId }),
    ...(startedAt === null ? {} : { startedAt }),
    ...(readyAt === null ? {} : { readyAt }),
    ...(expectedMs === 0 ? {} : { expectedMs }),
  };
}
