import { didYouMean } from "./did-you-mean.ts";
import type { CheckedDocument, CheckSources, Findings } from "./document-check.ts";
import type { KnownDocuments } from "./known-documents.ts";
import { toPointer } from "./json-pointer.ts";
import type { BlueprintDocument, ReleaseDocument } from "./schema/documents.ts";

/** Checks a release: its blueprint exists, has every artifact it runs, and every digest is stored. */
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
  for (const [name, { digest }] of Object.entries(artifacts)) {
    if (await sources.hasArtifact(digest)) continue;
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

function unknownBlueprint({ metadata, spec }: ReleaseDocument, known: KnownDocuments): string {
  const all = known.blueprintNames(metadata.project);
  const [name, version] = spec.blueprint.split("@");
  const versions = all.filter((one) => one.startsWith(`${name}@`)).map((one) => one.slice(one.indexOf("@") + 1));
  const hint = didYouMean(spec.blueprint, all);
  if (versions.length === 0) return `project "${metadata.project}" has no blueprint "${name}"${hint}`;
  return `blueprint "${name}" has no version "${version}"; it has ${versions.slice(0, 10).join(", ")}`;
}
