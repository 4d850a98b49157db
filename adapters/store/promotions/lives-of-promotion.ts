import { sql } from "kysely";
import { many, type Rows } from "../connect-postgres.ts";
import type { TakenAway } from "../operations-port.ts";

/**
 * The lives that the deploys of a promotion have ended, the first of each component, with the last copy of its data. What
 * a step has copied is no such copy: the life went on after it.
 */
export async function livesTakenAway(rows: Rows, promotionId: string): Promise<readonly TakenAway[]> {
  return await many(
    rows,
    sql<TakenAway>`
      with deploy as (select id, environment_uid from operation where promotion_id = ${promotionId} and kind <> 'restore'),
      ended as (
        select c.uid, c.name, c.kind, d.id as deploy, f.state = 'done' as is_proven, f.at
        from deploy d join component c on c.environment_uid = d.environment_uid
        join effect f on f.component_uid = c.uid and f.operation_id = d.id and f.call = 'remove'
        union all
        -- What is left where it is has no effect, and is not ours any more.
        select c.uid, c.name, c.kind, d.id, true, null from deploy d join component c on c.operation_id = d.id
        where c.is_gone and c.action = 'delete' and c.on_delete = 'retain'
      ),
      copied as (
        select e.*, (
          select s.id from snapshot s where s.component_uid = e.uid and s.operation_id = e.deploy and s.deleting_at is null
            and not exists (select from step_run r where r.operation_id = s.operation_id and r.output ->> 'snapshot' = s.id)
          order by s.taken_at limit 1) as snapshot
        from ended e
      )
      select distinct on (name) name as component, kind, snapshot from copied
      where is_proven or snapshot is not null order by name, at`,
  );
}

/** Names of the components whose present life a restore of a promotion has made. */
export async function livesBegunAnew(rows: Rows, promotionId: string): Promise<readonly string[]> {
  const found = await many(
    rows,
    sql<{ name: string }>`
      select c.name from component c
      join operation o on o.environment_uid = c.environment_uid and o.promotion_id = ${promotionId} and o.kind = 'restore'
      join effect f on f.component_uid = c.uid and f.incarnation = c.incarnation and f.operation_id = o.id
      where not c.is_gone and f.call = 'create' and f.state = 'done' order by c.name`,
  );
  return found.map(({ name }) => name);
}
