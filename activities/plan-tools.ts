import type { Expressions } from "../adapters/expressions/port.ts";
import type { SecretVersions } from "../adapters/secrets/port.ts";
import type { PlanGroundRows } from "../adapters/store/operations-port.ts";
import {
  makeDeletionPlan,
  makePlan,
  makeRepairPlan,
  makeRevertPlan,
  makeSleepPlan,
  makeWakePlan,
  type PlanKind,
  type PlanSources,
} from "../domain/make-plan.ts";
import { planNothing } from "../domain/plan-changes.ts";
import type { Json } from "../domain/schema/json.ts";
import type { Plan } from "../domain/schema/plan.ts";

/** What plans are made with, besides the truth. */
export interface PlanTools {
  /** By the word in `kind:`. */
  readonly kinds: Readonly<Record<string, PlanKind>>;
  readonly expressions: Expressions;
  readonly secrets: SecretVersions;
  /** Digest of a JSON value, the same for equal values. */
  readonly digest: (value: Json) => string;
}

/**
 * The plan of an operation from what is stored now.
 *
 * @param replacing - Components that are to be made anew although nothing of theirs has changed, with the reason.
 * @throws OrchestratorError `SECRET_NOT_FOUND`, and what expressions throw
 */
export async function planOperation(
  tools: PlanTools,
  basis: PlanGroundRows,
  replacing: Readonly<Record<string, string>> = {},
): Promise<Plan> {
  const ground = { basis: basis.basis, kinds: tools.kinds, digest: tools.digest };
  if (basis.kind === "delete") return basis.keep ? planNothing(tools.digest) : makeDeletionPlan(ground);
  if (basis.kind === "sleep") return makeSleepPlan(ground);
  const sources: PlanSources = {
    ...ground,
    environment: basis.document,
    blueprint: basis.blueprint.document,
    release: basis.release,
    references: (expression) => tools.expressions.references(expression),
    evaluate: async (expression, bindings) => await tools.expressions.evaluate(expression, bindings),
    secretVersion: async (name) => await tools.secrets.version(basis.project, name, basis.document.spec.cell),
  };
  const named = basis.repair.map(({ component }) => component);
  if (basis.kind === "repair") return await makeRepairPlan(sources, named);
  if (basis.kind === "revert") return await makeRevertPlan(sources, named);
  if (basis.kind === "wake") return await makeWakePlan(sources);
  return await makePlan(sources, replacing);
}
