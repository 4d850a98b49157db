import type { AdmissionBasis, AdmissionWish } from "../adapters/store/operations-port.ts";
import { ERROR_CODES, OrchestratorError } from "../domain/errors.ts";
import { planNodes } from "../domain/plan-nodes.ts";
import { clustersToLookAt, refuseUpgrades } from "../domain/refuse-upgrades.ts";
import type { Plan } from "../domain/schema/plan.ts";
import type { OrchestratorPorts } from "./orchestrator-ports.ts";
import type { AdmittedComponent, AdmittedTurn } from "./turn.ts";
import { planOperation } from "./plan-tools.ts";
import { admissionWish } from "./promotions/admission-wish.ts";
import { dataOfRestore } from "./promotions/data-of-restore.ts";

/** What is to have its turn. */
export interface AdmitInput {
  readonly operationId: string;
  /** True once the clusters that it asked for were looked at, or could not be. */
  readonly hasLooked?: boolean;
  /** Why they could not be; absent where they were. */
  readonly lookFailed?: string;
}

const SHORTEST_DEADLINE_MS = 3_600_000;
const LONGEST_DEADLINE_MS = 86_400_000;

/**
 * Makes the plan again from what is stored now, then takes the turn, in one transaction with a check that nothing it
 * was made from has moved. Ends the operation where it is not admitted.
 */
export async function admitOperation(
  ports: OrchestratorPorts,
  operationId: string,
  { hasLooked = false, lookFailed }: Pick<AdmitInput, "hasLooked" | "lookFailed"> = {},
): Promise<AdmittedTurn> {
  const { store } = ports;
  const basis = await store.admissionBasis(operationId);
  const wish = await wishOf(ports, basis);
  if ("plan" in wish && basis.admittedPlan === null) {
    const unseen = clustersToLookAt(wish.plan, basis);
    if (unseen.length > 0 && !hasLooked) {
      return { isAdmitted: false, wantedLook: { cell: basis.cell, componentUids: unseen } };
    }
    const why = lookFailed === undefined ? {} : { lookFailed };
    const reason = refuseUpgrades(wish.plan, { isUnseen: unseen.length > 0, cell: basis.cell, ...why });
    // What was cancelled meanwhile is refused as that.
    const isStopped = unseen.length > 0 && (await store.mustStopStarting(operationId));
    if (reason !== undefined && !isStopped) {
      await store.refuse(operationId, reason);
      return { isAdmitted: false };
    }
  }
  if ("refusal" in wish) {
    await store.refuse(operationId, wish.refusal);
    return { isAdmitted: false };
  }
  const admission = await store.admit(operationId, wish);
  if (!admission.isAdmitted) {
    await store.refuse(operationId, admission.reason);
    return { isAdmitted: false };
  }
  return {
    isAdmitted: true,
    epoch: admission.epoch,
    cell: admission.cell,
    deadlineMs: deadlineMs(wish.plan),
    components: admitted(wish.plan, admission.componentUids),
    steps: admission.steps,
  };
}

/** What the turn is taken with, or why it is not asked for. */
async function wishOf(
  ports: OrchestratorPorts,
  basis: AdmissionBasis,
): Promise<AdmissionWish | { readonly refusal: string }> {
  const { operationId } = basis;
  try {
    // A repeat runs what was admitted: a plan made anew may name components that have no turn.
    const plan = basis.admittedPlan ?? (await planOperation(ports.tools, basis, dataOfRestore(ports, basis).replacing));
    if (basis.promotion === null || basis.admittedPlan !== null) return { plan, basisGeneration: basis.generation };
    return await admissionWish(ports, { basis, promotion: basis.promotion, plan });
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    if (!ERROR_CODES[error.code].retryable) return { refusal: `${error.code}: ${error.message}` };
    // It is tried again, perhaps for long: until nobody wants it any more.
    if (!(await ports.store.mustStopStarting(operationId))) throw error;
    return { refusal: `it is to start nothing more; ${error.code}: ${error.message}` };
  }
}

function admitted(plan: Plan, uids: Readonly<Record<string, string>>): readonly AdmittedComponent[] {
  return planNodes(plan).map(({ name, component, needs, expectedMs, isStep }) => {
    const uid = uids[component];
    if (uid === undefined) throw new Error(`the admitted plan has no row for component "${component}"`);
    return { uid, name, needs, expectedMs, ...(isStep ? { isStep } : {}) };
  });
}

/** Three times the estimate, from one hour to one day. */
function deadlineMs(plan: Plan): number {
  return Math.min(Math.max(3 * plan.estimateMs, SHORTEST_DEADLINE_MS), LONGEST_DEADLINE_MS);
}
