import { sql } from "kysely";
import { stepsOf } from "../../../domain/plan-nodes.ts";
import type { Plan } from "../../../domain/schema/plan.ts";
import type { UpgradeStep } from "../../../domain/schema/upgrade.ts";
import type { Rows } from "../connect-postgres.ts";
import { storable } from "../storable.ts";

/** What insights say must be known within this time, milliseconds. */
const INSIGHTS_WITHIN_MS = 1_800_000;

/** Stores the steps of an operation's plan as rows, and says that it is an upgrade. Its components have their rows already. */
export async function recordUpgrade(
  rows: Rows,
  {
    operationId,
    environmentUid,
    plan,
  }: { readonly operationId: string; readonly environmentUid: string; readonly plan: Plan },
): Promise<void> {
  const withinMs = new Map(plan.components.map(({ name, readyWithinMs }) => [name, readyWithinMs]));
  const steps = (plan.upgrades ?? []).flatMap((upgrade) =>
    stepsOf(upgrade).map((step) => ({ cluster: upgrade.cluster, ...step })),
  );
  if (steps.length === 0) return;
  const planned = steps.map((step, place) => ({
    ...step,
    place,
    withinMs: limitOf(step, withinMs.get(step.resource)),
    accepted: step.accepted ?? [],
    mayForce: step.mayForce === true,
  }));
  await sql`
    insert into upgrade_step (operation_id, name, place, component_uid, cluster, phase, from_version, to_version, expected_ms, within_ms,
      accepted, may_force)
    select ${operationId}, s.name, s.place, c.uid, s.cluster, s.phase, s.from, s.to, s."expectedMs", s."withinMs", s.accepted, s."mayForce"
    from json_to_recordset(${storable(planned)}::json) as s(name text, place int, resource text, cluster text, phase text, "from" text, "to" text,
      "expectedMs" double precision, "withinMs" double precision, accepted json, "mayForce" boolean)
    join component c on c.environment_uid = ${environmentUid} and c.name = s.resource and not c.is_gone
    on conflict do nothing`.execute(rows);
  await sql`update operation set kind = 'upgrade' where id = ${operationId} and kind in ('provision', 'deploy')`.execute(
    rows,
  );
}

/** A big node group takes longer than a new one of the same kind. */
function limitOf({ phase, expectedMs }: UpgradeStep, readyWithinMs = 0): number {
  return phase === "insights" ? INSIGHTS_WITHIN_MS : Math.max(readyWithinMs, 3 * expectedMs);
}
