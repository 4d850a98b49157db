import type { Documents } from "../../adapters/documents/port.ts";
import type { Apply, Catalog, StoreOfApi } from "../../adapters/store/port.ts";
import { type DocumentProblem, OrchestratorError } from "../../domain/errors.ts";
import type { Document } from "../../domain/schema/documents.ts";
import type { Plan } from "../../domain/schema/plan.ts";
import { digestDocument } from "./digest-document.ts";
import { type CheckDeps, findProblemsWith } from "./find-problems.ts";
import { identify } from "./foresee-result.ts";
import { orderDocuments } from "./order-documents.ts";
import { type PlanDeps, planEnvironment } from "./plan-environment.ts";

/** What preparing needs. */
export interface PrepareDeps extends CheckDeps, Omit<PlanDeps, "kinds"> {
  readonly store: Pick<StoreOfApi, "catalog" | "planBasis">;
  readonly documents: Documents;
}

/** The plan of one environment, by the names that people use. */
export interface EnvironmentPlan {
  readonly project: string;
  readonly environment: string;
  readonly plan: Plan;
}

/** Documents that may be stored, with their plans, or why they may not. */
export type PreparedApply =
  | { readonly isSound: false; readonly problems: readonly [DocumentProblem, ...DocumentProblem[]] }
  | {
      readonly isSound: true;
      readonly apply: Apply;
      readonly plans: readonly EnvironmentPlan[];
      readonly catalog: Catalog;
    };

/** Parses, checks, orders and plans documents; stores nothing. */
export function prepareApplyWith(
  deps: PrepareDeps,
): (text: string, ifGeneration: number | undefined) => Promise<PreparedApply> {
  const findProblems = findProblemsWith(deps);
  return async (text, ifGeneration) => {
    const parsed = deps.documents.parse(text);
    if (isNotEmpty(parsed.problems)) return { isSound: false, problems: parsed.problems };
    const documents = orderDocuments(parsed.documents.map((located) => located.document));
    if (documents.length === 0) throw new OrchestratorError("DOCUMENT_INVALID", "the body holds no document");
    const catalog = await deps.store.catalog([...new Set(documents.map((document) => identify(document).project))]);
    const problems = await findProblems(parsed.documents, catalog);
    if (isNotEmpty(problems)) return { isSound: false, problems };
    if (ifGeneration !== undefined) checkGeneration(ifGeneration, documents, catalog);
    const plans: EnvironmentPlan[] = [];
    const planned: Apply["documents"][number][] = [];
    for (const document of documents) {
      const plan =
        document.kind === "Environment" ? await planEnvironment(deps, document, { documents, catalog }) : undefined;
      planned.push({
        document,
        digest: digestDocument(document, deps.digest),
        ...(plan === undefined ? {} : { plan }),
      });
      const { project, name } = identify(document);
      if (plan !== undefined) plans.push({ project, environment: name, plan });
    }
    const apply = { documents: planned, ...(ifGeneration === undefined ? {} : { ifGeneration }) };
    return { isSound: true, apply, plans, catalog };
  };
}

const isNotEmpty = (
  problems: readonly DocumentProblem[],
): problems is readonly [DocumentProblem, ...DocumentProblem[]] => problems.length > 0;

/** The store checks again when it stores; here it is for the dry run, and before the work of planning. */
function checkGeneration(asked: number, documents: readonly Document[], catalog: Catalog): void {
  const [environment, ...others] = documents.filter((document) => document.kind === "Environment");
  if (environment === undefined || others.length > 0) {
    const count = environment === undefined ? 0 : others.length + 1;
    throw new OrchestratorError(
      "REQUEST_INVALID",
      `the header "If-Match" needs exactly one environment in the body, which holds ${count}`,
    );
  }
  const { project, name } = environment.metadata;
  const stored = catalog.environments.find(
    ({ document }) => document.metadata.project === project && document.metadata.name === name,
  );
  if (stored?.generation === asked) return;
  const is = stored === undefined ? "does not exist" : `is at generation ${stored.generation}`;
  throw new OrchestratorError(
    "PRECONDITION_FAILED",
    `environment ${JSON.stringify(name)} ${is}, not at generation ${asked}`,
  );
}
