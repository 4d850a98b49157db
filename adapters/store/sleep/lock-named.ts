import { OrchestratorError } from "../../../domain/errors.ts";
import type { Rows } from "../connect-postgres.ts";
import { lockEnvironmentByName, type LockedEnvironment } from "../lock-environment.ts";

/** Locks the environment that a request names. @throws OrchestratorError `NOT_FOUND`, `ENVIRONMENT_DELETING` */
export async function lockNamed(
  rows: Rows,
  { project, environment: name }: { readonly project: string; readonly environment: string },
): Promise<LockedEnvironment> {
  const environment = await lockEnvironmentByName(rows, { project, name });
  if (environment === undefined)
    throw new OrchestratorError("NOT_FOUND", `project "${project}" has no environment "${name}"`, {
      details: { project, name },
    });
  const { uid, isDeleting } = environment;
  if (!isDeleting) return environment;
  throw new OrchestratorError("ENVIRONMENT_DELETING", `environment "${name}" is being deleted`, { details: { uid } });
}
