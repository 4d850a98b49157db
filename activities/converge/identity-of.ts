import type { ComponentIdentity } from "../components/driver.ts";
import type { OpenedComponent, Turn } from "../../adapters/cell-records/port.ts";

/** Who the component of an attempt is. */
export function identityOf({
  opened,
  turn,
}: {
  readonly opened: Pick<OpenedComponent, "environmentUid" | "project" | "environment" | "name">;
  readonly turn: Pick<Turn, "componentUid">;
}): ComponentIdentity {
  return {
    environmentUid: opened.environmentUid,
    componentUid: turn.componentUid,
    project: opened.project,
    environment: opened.environment,
    component: opened.name,
  };
}
