import { sql } from "kysely";
import type { EnvironmentDocument, StageSpec } from "../../../domain/schema/documents.ts";
import type { OperationKind } from "../../../domain/schema/phases.ts";
import { APPROVAL_GATE, gatesOfStage } from "../../../domain/stage-gates.ts";
import { wishedEnvironment } from "../../../domain/wished-environment.ts";
import { first, many, type Rows } from "../connect-postgres.ts";
import type { AdmissionPromotion, EarlierStep } from "../operations-port.ts";
import { livesBegunAnew, livesTakenAway } from "./lives-of-promotion.ts";
import { readLockedPromotion } from "./lock-promotion.ts";
import { approvalsOfPromotion } from "./approvals-of-promotion.ts";
import { readRules } from "./read-rules.ts";
import { readUpstream } from "./read-upstream.ts";

/** An operation of a promotion, as it asks for its turn. */
interface Asking {
  readonly promotionId: string;
  readonly resumes: string | null;
  readonly kind: OperationKind;
  readonly project: string;
  readonly environment: string;
  readonly document: EnvironmentDocument;
  readonly holdReason: string | null;
}

/** What admission needs of a promotion, and what its operation wants the environment to be. */
export async function admissionPromotion(
  rows: Rows,
  asking: Asking,
): Promise<{ readonly promotion: AdmissionPromotion; readonly document: EnvironmentDocument }> {
  const { promotionId, resumes, kind, project, environment, holdReason } = asking;
  const found = await readLockedPromotion(rows, promotionId);
  if (found === undefined) throw new Error(`promotion "${promotionId}" has an operation and is not there`);
  const isRestore = kind === "restore";
  const document = isRestore
    ? (found.restoreTo?.document ?? asking.document)
    : found.hasBeenAdmitted
      ? asking.document
      : wishedEnvironment(found, asking.document);
  const plan = await first(
    rows,
    sql<{ digest: string | null }>`select plan ->> 'digest' as digest from promotion where id = ${promotionId}`,
  );
  const promotion: AdmissionPromotion = {
    id: promotionId,
    isContinuation: found.hasBeenAdmitted,
    stage: found.stage,
    overrideFreeze: found.overrideFreeze,
    shownPlan: plan?.digest ?? null,
    gates: await many(
      rows,
      sql<
        AdmissionPromotion["gates"][number]
      >`select name, verdict, epoch_ms(evaluated_at) as "evaluatedAt" from promotion_gate
        where promotion_id = ${promotionId} order by place`,
    ),
    rules: await readRules(rows, { project, environment, release: found.release }),
    upstream:
      found.kind === "promote"
        ? await readUpstream(rows, { project, releaseDigest: found.releaseDigest, stages: found.stage.after })
        : [],
    ...(isRestore || found.hasBeenAdmitted ? { approvals: [], excluded: [] } : await approvalsInForce(rows, found)),
    holdReason,
    earlierSteps: isRestore ? await stepsToUndo(rows, promotionId) : await stepsOf(rows, resumes),
    restoreDigest: isRestore ? (found.restoreTo?.digest ?? null) : null,
    takenAway: isRestore ? await livesTakenAway(rows, promotionId) : [],
    begunAnew: isRestore ? await livesBegunAnew(rows, promotionId) : [],
  };
  return { promotion, document };
}

/** The newest approval of each gate that asks people, null where nobody was asked; and whose votes do not count. */
async function approvalsInForce(
  rows: Rows,
  { id, stage }: { readonly id: string; readonly stage: StageSpec },
): Promise<Pick<AdmissionPromotion, "approvals" | "excluded">> {
  const gates = gatesOfStage(stage).filter(({ kind }) => kind === APPROVAL_GATE);
  if (gates.length === 0) return { approvals: [], excluded: [] };
  const { newest, excluded } = await approvalsOfPromotion(rows, id);
  return { approvals: gates.map(({ name }) => ({ gate: name, approval: newest[name] ?? null })), excluded };
}

const STEP = sql`s.operation_id as "operationId", s.name, s.time, s.kind, s.spec, s.state, s.reason, s.output,
  exists (select from step_run u where u.undo_of = s.operation_id and u.name = 'undo-' || s.name and u.state = 'Undone') as "isUndone"`;

async function stepsOf(rows: Rows, operationId: string | null): Promise<readonly EarlierStep[]> {
  if (operationId === null) return [];
  return await many(
    rows,
    sql<EarlierStep>`select ${STEP} from step_run s where s.operation_id = ${operationId} order by s.place`,
  );
}

/** The steps of a promotion, each as the last operation left it that came to it; a retry may have ended before one that had acted. */
async function stepsToUndo(rows: Rows, promotionId: string): Promise<readonly EarlierStep[]> {
  const found = await many(
    rows,
    sql<EarlierStep & { readonly place: number }>`select distinct on (s.name) ${STEP}, s.place
      from step_run s join operation o on o.id = s.operation_id
      where o.promotion_id = ${promotionId} and o.kind <> 'restore' and o.epoch is not null
      order by s.name, s.state = 'Pending', o.position desc`,
  );
  return found.toSorted((one, other) => one.place - other.place);
}
