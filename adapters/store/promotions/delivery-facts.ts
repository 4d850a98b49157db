import { sql } from "kysely";
import type { DeliveryFacts, PromotionFact } from "../../../domain/delivery-facts.ts";
import { many, type Postgres } from "../connect-postgres.ts";
import type { DeliveryFactsQuery } from "../delivery-port.ts";
import { visibleEnvironment } from "../visible-rows.ts";

type Row = Omit<PromotionFact, "admittedAt"> & { readonly admittedAt: number | null };

/** Promotions that ended in a period, and their releases. @see StoreOfDelivery.deliveryFacts */
export async function deliveryFacts({ rows }: Postgres, query: DeliveryFactsQuery): Promise<DeliveryFacts> {
  const { project, environment, stageClass, endedFromMs, endedBeforeMs } = query;
  const ended = sql`p.ended_at >= to_timestamp(${endedFromMs}::double precision / 1000) and p.ended_at < to_timestamp(${endedBeforeMs}::double precision / 1000)`;
  const filters = [
    sql`is_promotion_over(p.state)`,
    ended,
    ...(project === undefined ? [] : [sql`p.project = ${project}`]),
    ...(environment === undefined ? [] : [sql`p.environment = ${environment}`]),
    ...(stageClass === undefined ? [] : [sql`e.class = ${stageClass}`]),
    visibleEnvironment(query.visible, { project: sql`e.project`, name: sql`e.name`, class: sql`e.class` }),
  ];
  const found = await many(
    rows,
    sql<Row>`
      select p.id, p.project, p.environment, e.class as "stageClass", p.kind, p.release, p.release_digest as "releaseDigest", p.state as outcome,
        epoch_ms(p.requested_at) as "requestedAt", epoch_ms(p.admitted_at) as "admittedAt", epoch_ms(p.ended_at) as "endedAt",
        p.admitted_at is not null as "hadTurn"
      from promotion p join environment e on e.uid = p.environment_uid where ${sql.join(filters, sql` and `)} order by p.position`,
  );
  const promotions = found.map(({ admittedAt, ...row }): PromotionFact =>
    admittedAt === null ? row : { ...row, admittedAt },
  );
  const projects = [...new Set(promotions.map((one) => one.project))];
  const versions = [...new Set(promotions.map((one) => one.release))];
  const releases = await many(
    rows,
    sql<DeliveryFacts["releases"][number]>`select version, digest, epoch_ms(created_at) as "createdAt" from release
      where project = any (${projects}) and version = any (${versions}) order by project, version`,
  );
  return { promotions, releases };
}
