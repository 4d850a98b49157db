import { identityOf } from "./known-documents.ts";
import type { Document, EnvironmentDocument, PipelineDocument } from "./schema/documents.ts";

/** What is stored, as far as stages need it. */
export interface StoredStages {
  readonly environments: readonly { readonly document: EnvironmentDocument }[];
  readonly pipelines: readonly { readonly document: PipelineDocument }[];
}

/** A document with its release kept, and what to tell people about it. */
export interface KeptDocument {
  readonly document: Document;
  /** Absent where the document is as it was sent. */
  readonly note?: string;
}

/**
 * The documents as they are to be stored: an environment that exists and is a stage keeps the release that it runs, which
 * moves by promotion. A pipeline of the same file counts before a stored one of its name.
 */
export function keepStageReleases(documents: readonly Document[], stored: StoredStages): readonly KeptDocument[] {
  const stages = stagesOf(documents, stored);
  return documents.map((document) => {
    if (document.kind !== "Environment" || !stages.has(keyOf(document.metadata))) return { document };
    const present = stored.environments.find((one) => identityOf(one.document) === identityOf(document));
    const release = present?.document.spec.release;
    if (release === undefined || release === document.spec.release) return { document };
    return { document: { ...document, spec: { ...document.spec, release } }, note: noteOf(document, release) };
  });
}

function stagesOf(documents: readonly Document[], stored: StoredStages): ReadonlySet<string> {
  const sent = documents.filter((document) => document.kind === "Pipeline");
  const identities = new Set(sent.map(identityOf));
  const kept = stored.pipelines.map(({ document }) => document).filter((one) => !identities.has(identityOf(one)));
  return new Set(
    [...sent, ...kept].flatMap(({ metadata, spec }) =>
      spec.stages.map(({ environment }) => keyOf({ project: metadata.project, name: environment })),
    ),
  );
}

const keyOf = ({ project, name }: { readonly project: string; readonly name: string }) => `${project}/${name}`;

function noteOf({ metadata, spec }: EnvironmentDocument, release: string): string {
  const { project, name } = metadata;
  const move = `holdfast promote ${spec.release} -e ${name} -p ${project}`;
  return `environment ${project}/${name} keeps release ${release}: the release of a stage moves by promotion: ${move}`;
}
