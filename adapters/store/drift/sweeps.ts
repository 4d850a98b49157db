import { type RawBuilder, sql } from "kysely";
import type { Visible } from "../../../domain/schema/access.ts";
import type { SweepView } from "../../../domain/schema/drift.ts";
import { first, many, type Postgres, type Rows } from "../connect-postgres.ts";
import type { SweepPlace } from "../drift-port.ts";
import { listed, readCursor, rowsToRead } from "../page.ts";
import type { Listed, Page } from "../views-port.ts";
import { visibleEnvironment } from "../visible-rows.ts";
import { SYSTEM, writeEvent } from "../write-event.ts";

/** A sweep that was begun and gives no sign of life for so long is over. */
const SILENT_FOR = "1 hour";

type SweepRow = Omit<SweepView, "endedAt" | "brake"> & {
  readonly position: string;
  readonly endedAt: number | null;
  readonly brake: string | null;
};

const COUNTS = ["looked", "clean", "drifted", "stale", "busy", "failed", "calls"] as const;

const VIEW = sql`
  s.position::text as position, s.id, s.cell, s.account, s.region, s.state, s.reason, s.brake, epoch_ms(s.started_at) as "startedAt", epoch_ms(s.ended_at) as "endedAt",
  (select json_build_object(${sql.join(
    COUNTS.map((name) => sql`${sql.lit(name)}, coalesce(sum((counts ->> ${sql.lit(name)})::int), 0)`),
  )}) from sweep_part where sweep_id = s.id) as counts
  from sweep s`;

/** @see StoreOfDrift.sweepPlaces */
export async function sweepPlaces({ rows }: Postgres): Promise<readonly SweepPlace[]> {
  // From place to place by the index: there are few, and very many components.
  return await many(
    rows,
    sql<SweepPlace>`
      with recursive place as (
        (select cell, account, region from baseline order by cell, account, region limit 1)
        union all
        select next.* from place p cross join lateral (
          select b.cell, b.account, b.region from baseline b where (b.cell, b.account, b.region) > (p.cell, p.account, p.region)
          order by b.cell, b.account, b.region limit 1) as next
      ) select cell, account, region from place`,
  );
}

/** @see StoreOfDrift.beginSweep */
export async function beginSweep(
  postgres: Postgres,
  sweepId: string,
  place: SweepPlace,
): Promise<SweepView | undefined> {
  return await postgres.transaction(async (rows) => {
    const known = await begunAs(rows, sweepId);
    if (known !== undefined) return known;
    await endSilentSweeps(rows, place);
    const { cell, account, region } = place;
    const begun = await first(
      rows,
      sql<{ id: string }>`insert into sweep (id, begun_as, cell, account, region)
        values (coalesce((select sweep_id from sweep_request where cell = ${cell} and account = ${account} and region = ${region}), ${sweepId}),
          ${sweepId}, ${cell}, ${account}, ${region})
        on conflict do nothing returning id`,
    );
    if (begun === undefined) return await begunAs(rows, sweepId);
    await sql`delete from sweep_request where sweep_id = ${begun.id}`.execute(rows);
    return await readSweep(rows, begun.id);
  });
}

async function begunAs(rows: Rows, sweepId: string): Promise<SweepView | undefined> {
  const found = await first(rows, sql<SweepRow>`select ${VIEW} where s.begun_as = ${sweepId}`);
  return found === undefined ? undefined : sweepView(found);
}

/** What such a sweep has found is decided about by the next one that sees it. */
async function endSilentSweeps(rows: Rows, { cell, account, region }: SweepPlace): Promise<void> {
  const reason = `it gave no sign of life for ${SILENT_FOR}`;
  const ended = await many(
    rows,
    sql<{ id: string }>`update sweep s set state = 'failed', reason = ${reason}, ended_at = clock_timestamp()
      where cell = ${cell} and account = ${account} and region = ${region} and state = 'running'
        and greatest(started_at, (select max(at) from sweep_part where sweep_id = s.id)) < clock_timestamp() - ${SILENT_FOR}::interval
      returning id`,
  );
  for (const { id } of ended)
    await writeSweepEvent(rows, { id, type: "sweep.failed", message: `sweep ${id}: ${reason}` });
}

type SweepEventType = `sweep.${string}`;

/** What happened to a sweep. */
interface SweepEvent {
  readonly id: string;
  readonly type: SweepEventType;
  readonly message: string;
  /** Whom it is told; absent: whoever administers all, since a place may hold components of many projects. */
  readonly project?: string;
}

/** Records what happened to a sweep, in the transaction in which it did. */
export async function writeSweepEvent(rows: Rows, { id, type, message, project = "" }: SweepEvent): Promise<void> {
  await writeEvent(rows, { type, actor: SYSTEM, project, message, data: { sweep: id } });
}

/** A sweep that has begun; undefined when there is none. */
export async function readSweep(rows: Rows, id: string): Promise<SweepView | undefined> {
  const found = await first(rows, sql<SweepRow>`select ${VIEW} where s.id = ${id}`);
  return found === undefined ? undefined : sweepView(found);
}

/** @see StoreOfDrift.listSweeps */
export async function listSweeps(
  { rows }: Postgres,
  query: Page & { readonly cell?: string },
): Promise<Listed<SweepView>> {
  const after = readCursor(query, 1);
  const filters = [
    ...(query.cell === undefined ? [] : [sql`s.cell = ${query.cell}`]),
    ...(after === undefined ? [] : [sql`s.position < ${after[0] ?? "0"}::bigint`]),
    visiblePlace(query.visible),
  ];
  const found = await many(
    rows,
    sql<SweepRow>`select ${VIEW} where ${sql.join(filters, sql` and `)} order by s.position desc limit ${rowsToRead(query)}`,
  );
  const page = listed(found, query, ({ position }) => [position]);
  return { ...page, items: page.items.map(sweepView) };
}

/** @see StoreOfDrift.getSweep */
export async function getSweep(
  { rows }: Postgres,
  id: string,
  visible: Visible | undefined,
): Promise<SweepView | undefined> {
  const found = await first(rows, sql<SweepRow>`select ${VIEW} where s.id = ${id} and ${visiblePlace(visible)}`);
  return found === undefined ? undefined : sweepView(found);
}

/** A condition: something lies in the place of a sweep `s` that may be seen. */
function visiblePlace(visible: Visible | undefined): RawBuilder<unknown> {
  if (visible === undefined || visible === "everything") return sql`true`;
  // Not for each sweep: the places are found once.
  return sql`(s.cell, s.account, s.region) in (select b.cell, b.account, b.region from baseline b join environment e on e.uid = b.environment_uid
    where ${visibleEnvironment(visible, { project: sql`e.project`, name: sql`e.name`, class: sql`e.class` })})`;
}

function sweepView({ position: _position, endedAt, brake, ...sweep }: SweepRow): SweepView {
  return { ...sweep, ...(endedAt === null ? {} : { endedAt }), ...(brake === null ? {} : { brake }) };
}
