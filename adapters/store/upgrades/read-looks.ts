import { sql } from "kysely";
import { type KnownLook, stepKey } from "../../../domain/plan-upgrades.ts";
import type { ClusterLook } from "../../../domain/schema/cluster-look.ts";
import { many, type Rows } from "../connect-postgres.ts";

/** What was seen of the clusters of an environment, by component. */
export async function readLooks(rows: Rows, environmentUid: string): Promise<Readonly<Record<string, KnownLook>>> {
  const found = await many(
    rows,
    sql<{ name: string; look: ClusterLook; lookedAt: number }>`
      select c.name, l.look, epoch_ms(l.looked_at) as "lookedAt"
      from cluster_look l join component c on c.uid = l.component_uid
      where c.environment_uid = ${environmentUid} and not c.is_gone`,
  );
  if (found.length === 0) return {};
  const owners = await many(
    rows,
    sql<{
      uid: string;
      name: string;
    }>`select uid, name from component where environment_uid = ${environmentUid} and not is_gone`,
  );
  const components = Object.fromEntries(owners.map(({ uid, name }) => [uid, name]));
  return Object.fromEntries(found.map(({ name, look, lookedAt }) => [name, { look, lookedAt, components }]));
}

/** How long steps of upgrades have taken, by `stepKey`: of the components themselves, else of others of their kind. */
export async function readStepMs(rows: Rows, environmentUid: string): Promise<Readonly<Record<string, number>>> {
  const learned = await many(
    rows,
    sql<{ name: string; call: string; isOwn: boolean; ms: number }>`
      select c.name, l.call, l.component = c.name as "isOwn", percentile_disc(0.5) within group (order by sample) as ms
      from component c join learned_duration l on l.kind = c.kind and l.call in ('insights', 'control-plane', 'nodes', 'add-on'),
        unnest(l.samples) as sample
      where c.environment_uid = ${environmentUid} and not c.is_gone group by c.name, l.call, l.component = c.name
      order by l.component = c.name`,
  );
  // Its own come last, and count.
  return Object.fromEntries(learned.map(({ name, call, ms }) => [stepKey(name, call), ms]));
}
