import { OrchestratorError } from "../../domain/errors.ts";
import type { Action, Principal, Resource, Role } from "../../domain/schema/access.ts";

/** Ends a request for what its sender may see and not do. Its answer says what, on what, and which roles would allow it. */
export class Forbidden extends OrchestratorError {
  readonly access: { readonly action: Action; readonly resource: Resource; readonly roles: readonly Role[] };

  constructor(
    principal: Principal,
    { action, resource }: { readonly action: Action; readonly resource: Resource },
    roles: readonly Role[],
  ) {
    const who = `${principal.kind} ${principal.name}`;
    const votes = action === "vote" && principal.kind !== "person" ? "; only a person votes" : "";
    const message = `${who} may not ${actionWords(action)} ${resourceWords(resource)}${votes}; roles that allow it: ${roles.join(", ")}`;
    super("FORBIDDEN", message, { details: { action, resource, roles } });
    this.access = { action, resource, roles };
  }
}

const WORDS: Partial<Record<Action, string>> = {
  "write-secrets": "write secrets in",
  vote: "vote in",
  promote: "promote in",
  apply: "apply in",
  operate: "operate",
  "answer-drift": "answer to drift of",
};
const actionWords = (action: Action): string => WORDS[action] ?? action;

/** A resource as people name it. */
export function resourceWords(resource: Resource): string {
  if (resource.kind === "organisation") return "the organisation";
  if (resource.kind === "project") return `project ${JSON.stringify(resource.project)}`;
  const { project, environment, class: environmentClass } = resource;
  return `environment ${JSON.stringify(`${project}/${environment}`)} (class ${environmentClass})`;
}
