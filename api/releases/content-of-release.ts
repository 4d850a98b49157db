import type { StoreOfApi } from "../../adapters/store/port.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import type { ReleaseDocument } from "../../domain/schema/documents.ts";
import { findEnvironment } from "../environments/find-environment.ts";

/** An artifact as a request names it. */
export interface NamedArtifact {
  readonly digest?: string | undefined;
  readonly image?: string | undefined;
}

/** What a release is to hold. */
export interface WantedContent {
  readonly project: string;
  readonly blueprint?: string | undefined;
  readonly artifacts: Readonly<Record<string, NamedArtifact>>;
  /** The environment whose content is taken where the request names none of its own. */
  readonly from?: string | undefined;
}

/**
 * Blueprint and artifacts of a release: those named, and for the rest what an environment runs.
 * @throws OrchestratorError `REQUEST_INVALID`, `NOT_FOUND` (environment), `ENVIRONMENT_NOT_READY`
 */
export async function contentOfRelease(
  store: Pick<StoreOfApi, "getEnvironment" | "catalog">,
  { project, blueprint, artifacts, from }: WantedContent,
): Promise<{ readonly blueprint: string; readonly artifacts: Readonly<Record<string, NamedArtifact>> }> {
  if (from === undefined) {
    if (blueprint !== undefined) return { blueprint, artifacts };
    throw new OrchestratorError("REQUEST_INVALID", "body/blueprint: name one, or an environment in from");
  }
  const run = await releaseRun(store, { project, name: from });
  return { blueprint: blueprint ?? run.blueprint, artifacts: { ...run.artifacts, ...artifacts } };
}

async function releaseRun(
  store: Pick<StoreOfApi, "getEnvironment" | "catalog">,
  named: { readonly project: string; readonly name: string },
): Promise<ReleaseDocument["spec"]> {
  const { document, phase, reason, generation, observedGeneration } = await findEnvironment(store, named);
  const { project, name } = named;
  if (phase !== "Ready" || observedGeneration < generation) {
    const why = phase === "Ready" ? "a change of it is on its way" : reason === "" ? phase : `${phase}: ${reason}`;
    throw new OrchestratorError("ENVIRONMENT_NOT_READY", `environment "${name}" is not as it should be: ${why}`, {
      details: { ...named, phase },
    });
  }
  const { releases } = await store.catalog([project]);
  const { release } = document.spec;
  const found = releases.find((one) => one.document.metadata.version === release);
  if (found !== undefined) return found.document.spec;
  throw new OrchestratorError("NOT_FOUND", `project "${project}" has no release "${release}"`, {
    details: { release },
  });
}
