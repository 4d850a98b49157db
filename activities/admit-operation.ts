import { ERROR_CODES, OrchestratorError } from "../domain/errors.ts";
import type { Plan } from "../domain/schema/plan.ts";
import type { AdmittedComponent, AdmittedTurn, OrchestratorPorts } from "./orchestrator.ts";
import { planOperation } from "./plan-tools.ts";

const SHORTEST_DEADLINE_MS = 3_600_000;
const LONGEST_DEADLINE_MS = 86_400_000;

/**
 * Makes the plan again from what is stored now, then takes the turn, in one transaction with a check that nothing it
 * was made from has moved. Ends the operation where it is not admitted.
 */
export async function admitOperation({ store, tools }: OrchestratorPorts, operationId: string): Promise<AdmittedTurn> {
  const basis = await store.admissionBasis(operationId);
  let plan: Plan;
  try {
    // A repeat runs what was admitted: a plan made anew may name components that have no turn.
    plan = basis.admittedPlan ?? (await planOperation(tools, basis));
  } catch (error) {
    if (!(error instanceof OrchestratorError) || ERROR_CODES[error.code].retryable) throw error;
    await store.refuse(operationId, `${error.code}: ${error.message}`);
    return { isAdmitted: false };
  }
  const admission = await store.admit(operationId, { plan, basisGeneration: basis.generation });
  if (!admission.isAdmitted) {
    await store.refuse(operationId, admission.reason);
    return { isAdmitted: false };
  }
  return {
    isAdmitted: true,
    epoch: admission.epoch,
    cell: admission.cell,
    deadlineMs: deadlineMs(plan),
    components: admitted(plan, admission.componentUids),
  };
}

function admitted(plan: Plan, uids: Readonly<Record<string, string>>): readonly AdmittedComponent[] {
  return plan.components
    .filter(({ action }) => action !== "keep")
    .map(({ name, needs, expectedMs }) => {
      const uid = uids[name];
      if (uid === undefined) throw new Error(`the admitted plan has no row for component "${name}"`);
      return { uid, name, needs, expectedMs };
    });
}

/** Three times the estimate, from one hour to one day. */
function deadlineMs(plan: Plan): number {
  return Math.min(Math.max(3 * plan.estimateMs, SHORTEST_DEADLINE_MS), LONGEST_DEADLINE_MS);
}
