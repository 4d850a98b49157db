import type { ComponentIdentity } from "../components/driver.ts";
import type { OpenAttempt } from "./attempt.ts";

/** Who the component of an attempt is. */
export function identityOf({ opened, turn }: OpenAttempt): ComponentIdentity {
  return {
    environmentUid: opened.environmentUid,
    componentUid: turn.componentUid,
    project: opened.project,
    environment: opened.environment,
    component: opened.name,
  };
}
