import type { Documents, ParsedFile } from "../../adapters/documents/port.ts";
import type { Apply, Catalog, StoreOfApi } from "../../adapters/store/port.ts";
import { type DocumentProblem, OrchestratorError } from "../../domain/errors.ts";
import type { Visible } from "../../domain/schema/access.ts";
import type { Document, FreezeWindowDocument } from "../../domain/schema/documents.ts";
import type { Plan } from "../../domain/schema/plan.ts";
import { digestDocument } from "../../domain/digest-document.ts";
import { keepStageReleases } from "../../domain/keep-stage-releases.ts";
import { noteFreezeWindows } from "../../domain/note-freeze-windows.ts";
import { noteIgnoredDrift } from "../../domain/note-ignored-drift.ts";
import { noteSubscriptions } from "../../domain/note-subscriptions.ts";
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
      /** What people should know about what was taken: it was changed, or comes to nothing. */
      readonly notes: readonly string[];
    };

/** How documents are prepared. */
export interface PrepareOptions {
  /** What they may refer to: of snapshots only what may be seen. */
  readonly visible: Visible;
  /** Expected generation of the one environment in it; absent when it does not matter. */
  readonly ifGeneration?: number | undefined;
}

/** Checks, orders and plans parsed documents; stores nothing. */
export function prepareApplyWith(
  deps: PrepareDeps,
): (parsed: ParsedFile, options: PrepareOptions) => Promise<PreparedApply> {
  const findProblems = findProblemsWith(deps);
  return async (parsed, { ifGeneration, visible }) => {
    if (isNotEmpty(parsed.problems)) return { isSound: false, problems: parsed.problems };
    const sent = parsed.documents.map((located) => located.document);
    if (sent.length === 0) throw new OrchestratorError("DOCUMENT_INVALID", "the body holds no document");
    const catalog = await deps.store.catalog([...new Set(sent.map((document) => identify(document).project))], visible);
    const kept = keepStageReleases(sent, catalog);
    const located = parsed.documents.map((one, index) => ({ ...one, document: kept[index]?.document ?? one.document }));
    const documents = orderDocuments(located.map(({ document }) => document));
    const problems = await findProblems(located, catalog);
    if (isNotEmpty(problems)) return { isSound: false, problems };
    const checkTimes = (times: FreezeWindowDocument["spec"]) => deps.calendar.check(times, Date.now());
    const notes = [
      ...kept.flatMap(({ note }) => note ?? []),
      ...noteFreezeWindows(documents, checkTimes),
      ...noteSubscriptions(documents, deps.ways.missing),
      ...noteIgnoredDrift(documents),
    ];
    if (ifGeneration !== undefined) requireOneEnvironment(documents);
    const plans: EnvironmentPlan[] = [];
    const planned: Apply["documents"][number][] = [];
    for (const document of documents) {
      if (document.kind !== "Environment") {
        planned.push({ document, digest: digestDocument(document, deps.digest) });
        continue;
      }
      const { plan, digest } = await planEnvironment(deps, document, { documents, catalog });
      planned.push({ document, digest, plan });
      plans.push({ project: document.metadata.project, environment: document.metadata.name, plan });
    }
    const apply = { documents: planned, ...(ifGeneration === undefined ? {} : { ifGeneration }) };
    return { isSound: true, apply, plans, catalog, notes };
  };
}

const isNotEmpty = (
  problems: readonly DocumentProblem[],
): problems is readonly [DocumentProblem, ...DocumentProblem[]] => problems.length > 0;

/** A generation is asked of one environment. @throws OrchestratorError `REQUEST_INVALID` where there are none or several */
function requireOneEnvironment(documents: readonly Document[]): void {
  const count = documents.filter((document) => document.kind === "Environment").length;
  if (count === 1) return;
  const message = `the header "If-Match" needs exactly one environment in the body, which holds ${count}`;
  throw new OrchestratorError("REQUEST_INVALID", message);
}
