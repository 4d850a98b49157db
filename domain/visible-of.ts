import type { Place, Principal, Resource, RoleGrant, Visible } from "./schema/access.ts";

/** What somebody may see: every role lets its holder see where it holds. Says the same as the policies say of `view`. */
export function visibleOf({ kind, isActive, grants }: Principal): Visible {
  if (!isActive) return [];
  if (kind === "installation") return "everything";
  const isEverywhere = grants.some(
    (grant) => grant.project === undefined && grant.class === undefined && grant.environment === undefined,
  );
  return isEverywhere ? "everything" : grants.map(placeOf);
}

function placeOf({ project, class: environmentClass, environment }: RoleGrant): Place {
  return {
    ...(project === undefined ? {} : { project }),
    ...(environmentClass === undefined ? {} : { class: environmentClass }),
    ...(environment === undefined ? {} : { environment }),
  };
}

/** Whether a resource is among what may be seen. A place inside a project shows the project, too. */
export function isVisible(visible: Visible, resource: Resource): boolean {
  if (visible === "everything") return true;
  if (resource.kind === "organisation") return false;
  const inProject = visible.filter(({ project }) => project === undefined || project === resource.project);
  if (resource.kind === "project") return inProject.length > 0;
  return inProject.some(
    (place) =>
      (place.class === undefined || place.class === resource.class) &&
      (place.environment === undefined || place.environment === resource.environment),
  );
}
