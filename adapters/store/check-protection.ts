import { OrchestratorError } from "../../domain/errors.ts";
import { isProtected } from "../../domain/is-protected.ts";
import type { LockedEnvironment } from "./lock-environment.ts";

/** Refuses to delete what is protected. @throws OrchestratorError `ENVIRONMENT_PROTECTED` */
export function checkProtection({ document, name, uid }: LockedEnvironment): void {
  if (!isProtected(document.spec)) return;
  throw new OrchestratorError("ENVIRONMENT_PROTECTED", `environment "${name}" is protected`, {
    details: { uid, class: document.spec.class },
  });
}
