import { OrchestratorError } from "../../domain/errors.ts";

/** The failure of a change where secrets come from a source that Holdfast only reads. */
export const readOnlySecrets = (): OrchestratorError =>
  new OrchestratorError(
    "METHOD_NOT_ALLOWED",
    "secrets come from a source that is only read here; change them where it has them",
  );
