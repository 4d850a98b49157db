import { canonicalJson } from "./canonical-json.ts";
import { checkBlueprint } from "./check-blueprint.ts";
import { checkConnection } from "./check-connection.ts";
import { checkEnvironment } from "./check-environment.ts";
import { checkFreezeWindow } from "./check-freeze-window.ts";
import { checkPipeline } from "./check-pipeline.ts";
import { checkRelease } from "./check-release.ts";
import { checkSubscription } from "./check-subscription.ts";
import { didYouMean } from "./did-you-mean.ts";
import { type CheckedDocument, type CheckSources, type Findings, findingsOf, PROBLEMS_MAX } from "./document-check.ts";
import type { DocumentProblem } from "./errors.ts";
import { identityOf, knownDocuments, projectOf, stageOwners } from "./known-documents.ts";
import type { BlueprintDocument, Document, ReleaseDocument } from "./schema/documents.ts";
import type { Json } from "./schema/json.ts";

/**
 * Checks parsed documents against each other and against what is stored: names, versions, kinds, configs, references,
 * parameters, artifacts, secrets, cycles, times. Every problem once, all of a file together, in file order, at most 50;
 * empty when all may be stored.
 */
export async function checkDocuments(
  checked: readonly CheckedDocument[],
  sources: CheckSources,
): Promise<readonly DocumentProblem[]> {
  const known = knownDocuments(checked, sources.catalog);
  const findingsByDocument = new Map<Document, Findings>(checked.map((one) => [one.document, findingsOf(one)]));
  const findingsFor = (document: Document) => findingsByDocument.get(document);
  const seen = new Set<string>();
  for (const one of checked) {
    const findings = findingsFor(one.document);
    if (findings === undefined) continue;
    checkIdentity(one.document, { seen, projects: known.projects }, findings);
    checkVersion(one.document, sources, findings);
  }
  const hasProject = ({ document }: CheckedDocument) =>
    document.kind === "Project" || projectOf(document) === "" || known.projects.includes(projectOf(document));
  // Blueprints first: an environment's own check leaves out what its blueprint was already told.
  for (const one of checked) {
    const findings = findingsFor(one.document);
    if (findings === undefined) continue;
    // Of a project that does not exist nothing else can, and that was said.
    const asked = hasProject(one) ? sources : { ...sources, hasSecret: async () => await Promise.resolve(true) };
    if (isOfKind(one, "Blueprint")) await checkBlueprint(one, asked, findings);
    if (isOfKind(one, "Release") && hasProject(one)) await checkRelease(one, { known, sources }, findings);
  }
  const blueprintState = (blueprint: BlueprintDocument) => {
    const findings = findingsFor(blueprint);
    if (findings === undefined) return "stored";
    return findings.count() === 0 ? "clean" : "faulty";
  };
  for (const one of checked) {
    const findings = findingsFor(one.document);
    if (findings !== undefined && isOfKind(one, "Environment") && hasProject(one))
      await checkEnvironment(one, { known, sources, blueprintState }, findings);
  }
  const faulty = new Set(
    [...findingsByDocument].filter(([, { count }]) => count() > 0).map(([document]) => identityOf(document)),
  );
  const owners = stageOwners(checked, sources.catalog);
  for (const one of checked) {
    const findings = findingsFor(one.document);
    if (findings === undefined || !hasProject(one)) continue;
    if (isOfKind(one, "Connection")) await checkConnection(one, sources, findings);
    if (isOfKind(one, "Subscription")) await checkSubscription(one, { known, sources }, findings);
    if (isOfKind(one, "FreezeWindow")) checkFreezeWindow(one, { known, sources }, findings);
    if (isOfKind(one, "Pipeline"))
      await checkPipeline(one, { known, sources, owners, isFaulty: (identity) => faulty.has(identity) }, findings);
  }
  const problems = [...findingsByDocument.values()].flatMap((findings) => findings.problems());
  return sortProblems(problems).slice(0, PROBLEMS_MAX);
}

/** Problems in the order of the file. */
export function sortProblems(problems: readonly DocumentProblem[]): readonly DocumentProblem[] {
  return problems.toSorted(
    (left, right) =>
      left.document - right.document ||
      (left.line ?? 0) - (right.line ?? 0) ||
      (left.column ?? 0) - (right.column ?? 0),
  );
}

function isOfKind<Kind extends Document["kind"]>(
  one: CheckedDocument,
  kind: Kind,
): one is CheckedDocument<Extract<Document, { kind: Kind }>> {
  return one.document.kind === kind;
}

function checkIdentity(
  document: Document,
  { seen, projects }: { readonly seen: Set<string>; readonly projects: readonly string[] },
  findings: Findings,
): void {
  const identity = identityOf(document);
  if (seen.has(identity)) {
    const pointer = document.kind === "Release" ? "/metadata/version" : "/metadata/name";
    findings.add("DOCUMENT_DUPLICATE", pointer, `the file holds ${identity} twice`);
  }
  seen.add(identity);
  const project = projectOf(document);
  if (document.kind === "Project" || project === "" || projects.includes(project)) return;
  findings.add(
    "REFERENCE_UNKNOWN",
    "/metadata/project",
    `there is no project "${project}"${didYouMean(project, projects)}`,
  );
}

/** A version that is stored may come again only with the same spec; labels do not count. */
function checkVersion(document: Document, { catalog }: CheckSources, findings: Findings): void {
  if (document.kind !== "Blueprint" && document.kind !== "Release") return;
  const isSame = (stored: BlueprintDocument | ReleaseDocument) => identityOf(stored) === identityOf(document);
  const stored = [...catalog.blueprints, ...catalog.releases].find((one) => isSame(one.document))?.document;
  if (stored === undefined) return;
  const changed = differingKeys(stored.spec as Json, document.spec as Json, ["spec"]);
  if (changed.length === 0) return;
  findings.add(
    "VERSION_IMMUTABLE",
    "/metadata/version",
    `${identityOf(document)} is stored with other content: ${changed.slice(0, 5).join(", ")}`,
  );
}

/** The places, at most three levels down, at which two values differ. */
function differingKeys(left: Json | undefined, right: Json | undefined, path: readonly string[]): readonly string[] {
  if (left !== undefined && right !== undefined && canonicalJson(left) === canonicalJson(right)) return [];
  const isObject = (value: Json | undefined) => typeof value === "object" && value !== null && !Array.isArray(value);
  if (path.length > 3 || !isObject(left) || !isObject(right)) return [path.join(".")];
  const [from, to] = [left as Readonly<Record<string, Json>>, right as Readonly<Record<string, Json>>];
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])].toSorted();
  return keys.flatMap((key) => {
    if (from[key] === undefined && to[key] === undefined) return [];
    return differingKeys(from[key], to[key], [...path, key]);
  });
}
