import type { Action, Principal, Resource, Role, RoleGrant } from "../../domain/schema/access.ts";

const ROLE_ACTIONS: Readonly<Record<Role, readonly Action[]>> = {
  viewer: ["view"],
  developer: ["view", "apply", "promote", "write-secrets"],
  approver: ["view", "vote"],
  operator: ["view", "apply", "promote", "vote", "answer-drift", "operate", "delete", "write-secrets"],
  admin: ["view", "apply", "promote", "vote", "answer-drift", "operate", "delete", "write-secrets", "administer"],
};

/** Who may do what, said a second time and in another way, so that two have to be wrong before one is. */
export function mayByReference(principal: Principal, action: Action, resource: Resource): boolean {
  if (!principal.isActive) return false;
  if (action === "vote" && principal.kind !== "person") return false;
  if (principal.kind === "installation") return true;
  return principal.grants.some((grant) => {
    if (!ROLE_ACTIONS[grant.role].includes(action) && !answersDrift(grant.role, action, resource)) return false;
    if (reaches(grant, resource)) return true;
    const isOfProject = resource.kind === "project" && (grant.project ?? resource.project) === resource.project;
    return action === "view" && isOfProject;
  });
}

/** What a developer may besides, where it is not production. */
const answersDrift = (role: Role, action: Action, resource: Resource): boolean =>
  role === "developer" && action === "answer-drift" && resource.kind === "environment" && resource.class !== "prod";

function reaches(grant: RoleGrant, resource: Resource): boolean {
  if (resource.kind === "organisation") return isWide(grant) && grant.project === undefined;
  if (grant.project !== undefined && grant.project !== resource.project) return false;
  if (resource.kind === "project") return isWide(grant);
  if (grant.class !== undefined && grant.class !== resource.class) return false;
  return grant.environment === undefined || grant.environment === resource.environment;
}

const isWide = (grant: RoleGrant) => grant.class === undefined && grant.environment === undefined;
