import type { PlanGroundRows } from "../../adapters/store/operations-port.ts";
import type { ApprovalBinding } from "../../domain/schema/approval.ts";
import { type PlanTools, planOperation } from "../plan-tools.ts";

/** What people are asked about, as it is now. */
export interface BindingGround {
  readonly ground: PlanGroundRows;
  /** Of the environment. */
  readonly generation: number;
}

/**
 * What an approval is bound to: the release, the desired generation, and what the plan would change of a sound environment.
 * So a component that has died, and its repair, change nothing of it.
 * @throws OrchestratorError as `planOperation`
 */
export async function bindingOf(tools: PlanTools, { ground, generation }: BindingGround): Promise<ApprovalBinding> {
  const applied = ground.basis.applied.map((component) =>
    Object.keys(component.inputDigests).length === 0 ? component : { ...component, isReady: true },
  );
  const plan = await planOperation(tools, { ...ground, basis: { ...ground.basis, applied } });
  return { releaseDigest: ground.release.digest, planDigest: plan.digest, generation };
}
