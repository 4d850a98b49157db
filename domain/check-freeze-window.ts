import { didYouMean } from "./did-you-mean.ts";
import type { CheckedDocument, CheckSources, Findings } from "./document-check.ts";
import type { KnownDocuments } from "./known-documents.ts";
import type { FreezeWindowDocument } from "./schema/documents.ts";

/** Checks a freeze window: its times, and that the environment it is for is there. */
export function checkFreezeWindow(
  { document }: CheckedDocument<FreezeWindowDocument>,
  { known, sources }: { readonly known: KnownDocuments; readonly sources: Pick<CheckSources, "checkTimes"> },
  findings: Findings,
): void {
  for (const { severity, pointer, message } of sources.checkTimes(document.spec)) {
    if (severity === "error") findings.add("FREEZE_INVALID", `/spec${pointer}`, message);
  }
  checkScope(document, known, findings);
}

function checkScope({ metadata, spec }: FreezeWindowDocument, known: KnownDocuments, findings: Findings): void {
  const { environment, class: wanted } = spec.scope;
  const { project } = metadata;
  if (environment === undefined) return;
  if (project === undefined) {
    const message = "an environment belongs to a project: name it in metadata.project";
    findings.add("FREEZE_INVALID", "/spec/scope/environment", message);
    return;
  }
  const found = known.environment(project, environment);
  if (found === undefined) {
    const hint = didYouMean(environment, known.environmentNames(project));
    const message = `project "${project}" has no environment "${environment}"${hint}`;
    findings.add("REFERENCE_UNKNOWN", "/spec/scope/environment", message);
    return;
  }
  if (wanted === undefined || found.spec.class === wanted) return;
  const message = `environment "${environment}" is of class ${found.spec.class}, so this would freeze nothing`;
  findings.add("FREEZE_INVALID", "/spec/scope/class", message);
}
