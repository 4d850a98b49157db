import type { Catalog } from "../../adapters/store/port.ts";
import type { WholeRelease } from "../../domain/diff-releases.ts";
import { OrchestratorError } from "../../domain/errors.ts";

/** A release of a project with the blueprint that it names. @throws OrchestratorError `NOT_FOUND` */
export function findWholeRelease(
  { releases, blueprints }: Pick<Catalog, "releases" | "blueprints">,
  { project, version }: { readonly project: string; readonly version: string },
): WholeRelease {
  const release = releases.find(
    ({ document: { metadata } }) => metadata.project === project && metadata.version === version,
  )?.document;
  const blueprint = blueprints.find(
    ({ document: { metadata } }) =>
      metadata.project === project && `${metadata.name}@${metadata.version}` === release?.spec.blueprint,
  )?.document;
  if (release !== undefined && blueprint !== undefined) return { release, blueprint };
  throw new OrchestratorError(
    "NOT_FOUND",
    `project ${JSON.stringify(project)} has no release ${JSON.stringify(version)}`,
    { details: { project, release: version } },
  );
}
