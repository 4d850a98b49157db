import type { StoreOfPlaces } from "../../adapters/store/places-port.ts";
import type { Place } from "../../domain/schema/access.ts";
import { needOfEnvironmentToCome, needOfOrganisation, needOfProject } from "../access/needs.ts";
import type { Need } from "../access/request-access.ts";

/** What giving or taking a role needs: to administer all that it reaches. A class is a part of its project, or of all. */
export async function needOfGrant(
  store: Pick<StoreOfPlaces, "placeOfEnvironment">,
  { project, environment }: { readonly [Part in keyof Place]?: Place[Part] | undefined },
): Promise<Need> {
  if (project === undefined) return needOfOrganisation("administer");
  if (environment === undefined) return needOfProject("administer", project);
  return await needOfEnvironmentToCome("administer", store, { project, name: environment });
}
