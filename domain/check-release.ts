import { didYouMean } from "./did-you-mean.ts";
import type { CheckedDocument, CheckSources, Findings } from "./document-check.ts";
import type { KnownDocuments } from "./known-documents.ts";
import { toPointer } from "./json-pointer.ts";
import type { BlueprintDocument, ReleaseDocument } from "./schema/documents.ts";

/**
 * Checks a release: its blueprint exists, it has every artifact that the blueprint runs, and every digest of a directory is
 * stored. Images stay in their registry.
 */
export async function checkRelease(
  { document }: CheckedDocument<ReleaseDocument>,
  { known, sources }: { readonly known: KnownDocuments; readonly sources: CheckSources },
  findings: Findings,
): Promise<void> {
  const { artifacts } = document.spec;
  const blueprint = known.blueprint(document.metadata.project, document.spec.blueprint);
  if (blueprint === undefined) {
    const message = unknownBlueprint(document, known);
    findings.add("REFERENCE_UNKNOWN", "/spec/blueprint", message);
  } else {
    for (const [artifact, component] of artifactsRun(blueprint)) {
      if (Object.hasOwn(artifacts, artifact)) continue;
      const spare = Object.keys(artifacts).filter((name) => !artifactsRun(blueprint).has(name));
      findings.add(
        "ARTIFACT_MISSING",
        "/spec/artifacts",
        `the release has no artifact "${artifact}", which component "${component}" of ${document.spec.blueprint} runs${didYouMean(artifact, spare)}`,
      );
    }
  }
  for (const [name, { digest, image }] of Object.entries(artifacts)) {
    const isSpare = blueprint === undefined || !artifactsRun(blueprint).has(name);
    const component = blueprint === undefined ? undefined : runsDirectory(blueprint, { artifact: name, sources });
    if (image !== undefined && component !== undefined)
      findings.add(
        "ARTIFACT_MISSING",
        toPointer(["spec", "artifacts", name, "image"]),
        `component "${component}" of ${document.spec.blueprint} runs a directory, but artifact "${name}" is an image; give the digest of what was pushed`,
      );
    const isDirectory = image === undefined && (isSpare || component !== undefined);
    if (!isDirectory || (await sources.hasArtifact(digest))) continue;
    findings.add(
      "ARTIFACT_NOT_FOUND",
      toPointer(["spec", "artifacts", name, "digest"]),
      `artifact "${name}" with the digest "${digest}" is not stored`,
    );
  }
}

/** The artifacts that a blueprint runs, each with the first component that runs it. */
function artifactsRun({ spec }: BlueprintDocument): ReadonlyMap<string, string> {
  const componentByArtifact = new Map<string, string>();
  for (const [component, { artifact }] of Object.entries(spec.components)) {
    if (artifact !== undefined && !componentByArtifact.has(artifact)) componentByArtifact.set(artifact, component);
  }
  return componentByArtifact;
}

/** The first component that runs an artifact as a directory; undefined when none does. */
function runsDirectory(
  { spec }: BlueprintDocument,
  { artifact, sources }: { readonly artifact: string; readonly sources: CheckSources },
): string | undefined {
  const isDirectory = (kind: string) => sources.kinds.find((one) => one.kind === kind)?.artifact !== "none";
  return Object.entries(spec.components).find(([, one]) => one.artifact === artifact && isDirectory(one.kind))?.[0];
}

function unknownBlueprint({ metadata, spec }: ReleaseDocument, known: KnownDocuments): string {
  const all = known.blueprintNames(metadata.project);
  const [name, version] = spec.blueprint.split("@");
  const versions = all.filter((one) => one.startsWith(`${name}@`)).map((one) => one.slice(one.indexOf("@") + 1));
  const hint = didYouMean(spec.blueprint, all);
  if (versions.length === 0) return `project "${metadata.project}" has no blueprint "${name}"${hint}`;
  return `blueprint "${name}" has no version "${version}"; it has ${versions.slice(0, 10).join(", ")}`;
}
