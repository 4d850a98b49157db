import { sql } from "kysely";
import type { Hold } from "../../../domain/schema/environment-work.ts";
import { first, many, type Rows } from "../connect-postgres.ts";

/** What an upgrade has moved. */
export interface MovedByUpgrade {
  /** Whether a step that moves a version was begun. */
  readonly hasMoved: boolean;
  /** Whether one of a control plane was, and its call was meant to be sent, too: that does not come back. */
  readonly hasMovedControlPlane: boolean;
}

/** What an operation, or any other of the same promotion, has moved, as far as its cells have said. */
export async function movedByUpgrade(rows: Rows, operationId: string | null): Promise<MovedByUpgrade> {
  const found = await first(
    rows,
    sql<MovedByUpgrade>`select coalesce(bool_or(phase <> 'insights' and state not in ('Pending', 'Not run')), false) as "hasMoved",
        coalesce(bool_or(phase = 'control-plane' and (state = 'Succeeded' or exists (
          select from effect f where f.component_uid = s.component_uid and f.operation_id = s.operation_id
            and f.call in ('upgrade ' || s.name, 'force ' || s.name)))), false) as "hasMovedControlPlane"
      from upgrade_step s where operation_id = ${operationId} or operation_id in (
        select other.id from operation o join operation other on other.promotion_id = o.promotion_id where o.id = ${operationId})`,
  );
  return found ?? { hasMoved: false, hasMovedControlPlane: false };
}

/** Ends the steps of an operation that has ended: what ran has failed, what waited was not run. */
export async function leaveSteps(rows: Rows, operationId: string, reason: string): Promise<void> {
  const why = reason === "" ? "its operation ended before it did" : reason;
  await sql`update upgrade_step set state = case state when 'Running' then 'Failed' else 'Not run' end,
      reason = case when state = 'Running' and reason = '' then ${why} else reason end, ended_at = clock_timestamp()
    where operation_id = ${operationId} and state in ('Pending', 'Running')`.execute(rows);
}

/** The hold of an upgrade that stopped in the middle: a version does not come back by itself. */
export function upgradeHold(environment: string, reason: string): Hold {
  return {
    reason: `upgrade stopped in the middle: ${reason}`,
    choices: [
      ...consentsFor(reason),
      "mend it, then apply again: the upgrade goes on from what is there",
      "set the versions that were reached in the blueprint, and apply that: it stays there",
      `holdfast resume ${environment}: leave it as it is`,
    ],
    since: Date.now(),
  };
}

/** What a person may allow, where that would get past what has stopped it. */
function consentsFor(reason: string): readonly string[] {
  if (reason.includes("PodEvictionFailure"))
    return [
      "set stuckPods: force in the node group's config, and apply: its nodes are exchanged whatever their pods say",
    ];
  if (/\binsights? says? no\b/.test(reason))
    return ["name what says no in acceptedInsights of the cluster, and apply: it is forced past that"];
  return [];
}

/** The first step that failed, one line; undefined where none has. */
export async function failedStepOf(rows: Rows, operationId: string): Promise<string | undefined> {
  const found = await first(
    rows,
    sql<{
      line: string;
    }>`select format('%s of "%s" from %s to %s: %s', s.phase, coalesce(c.name, s.cluster), s.from_version, s.to_version, s.reason) as line
      from upgrade_step s left join component c on c.uid = s.component_uid
      where s.operation_id = ${operationId} and s.state = 'Failed' order by s.ended_at, s.place limit 1`,
  );
  return found?.line;
}

/** Uids of the clusters whose next version insights said no to: that is no failure of theirs. */
export async function refusedByInsights(rows: Rows, operationId: string): Promise<ReadonlySet<string>> {
  const found = await many(
    rows,
    sql<{ uid: string }>`select component_uid as uid from upgrade_step
      where operation_id = ${operationId} and phase = 'insights' and state = 'Failed'`,
  );
  return new Set(found.map(({ uid }) => uid));
}
