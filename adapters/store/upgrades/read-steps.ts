import { sql } from "kysely";
import { many, type Rows } from "../connect-postgres.ts";
import type { UpgradeStepView } from "../views-port.ts";

type StepRow = Omit<UpgradeStepView, "startedAt" | "endedAt"> & {
  readonly startedAt: number | null;
  readonly endedAt: number | null;
};

/** The steps of an operation's upgrade, in the order of its plan. */
export async function readUpgradeSteps(rows: Rows, operationId: string): Promise<readonly UpgradeStepView[]> {
  const found = await many(
    rows,
    sql<StepRow>`select s.name, s.cluster, c.name as component, s.phase, s.from_version as "from", s.to_version as "to", s.state, s.reason,
        s.expected_ms as "expectedMs", epoch_ms(s.started_at) as "startedAt", epoch_ms(s.ended_at) as "endedAt"
      from upgrade_step s join component c on c.uid = s.component_uid where s.operation_id = ${operationId} order by s.place`,
  );
  return found.map(({ startedAt, endedAt, ...row }) => ({
    ...row,
    ...(startedAt === null ? {} : { startedAt }),
    ...(endedAt === null ? {} : { endedAt }),
  }));
}
