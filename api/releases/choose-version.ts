import type { StoreOfApi } from "../../adapters/store/port.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import { Version } from "../../domain/schema/documents.ts";

/** A version for a release. */
export interface ChosenVersion {
  readonly version: string;
  /** Versions to try where that one was taken meanwhile; none where the request or its build says which. */
  readonly others: readonly string[];
}

const NUMBER = /^\d{1,9}$/;
/** As many releases may be deleted, or made at the same time. */
const TRIES = 50;

/**
 * The version that a release gets: the one named, else that of the release its build has made, else the build's id, else
 * the next number of the project.
 * @throws OrchestratorError `REQUEST_INVALID` where the build's id is no version
 */
export async function chooseVersion(
  store: Pick<StoreOfApi, "releaseOfBuild" | "catalog">,
  {
    project,
    version,
    buildId,
  }: {
    readonly project: string;
    readonly version?: string | undefined;
    readonly buildId?: string | undefined;
  },
): Promise<ChosenVersion> {
  if (version !== undefined) return { version, others: [] };
  if (buildId !== undefined) {
    const made = await store.releaseOfBuild(project, buildId);
    if (made === undefined && !Version.safeParse(buildId).success)
      throw new OrchestratorError("REQUEST_INVALID", "body/version: name one, since the id of the build is no version");
    return { version: made?.version ?? buildId, others: [] };
  }
  const { releases } = await store.catalog([project]);
  const numbers = releases.map(({ document }) => document.metadata.version).filter((one) => NUMBER.test(one));
  const next = Math.max(0, ...numbers.map(Number)) + 1;
  const others = Array.from({ length: TRIES }, (_, place) => String(next + 1 + place));
  return { version: String(next), others };
}
