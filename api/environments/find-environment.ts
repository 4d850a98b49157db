import type { EnvironmentView } from "../../adapters/store/views-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { noEnvironment } from "../access/needs.ts";

/** The environment that is not gone. @throws OrchestratorError `NOT_FOUND` */
export async function findEnvironment(
  store: Pick<Store, "getEnvironment">,
  named: { readonly project: string; readonly name: string },
): Promise<EnvironmentView> {
  const environment = await store.getEnvironment(named.name, named.project);
  if (environment !== undefined) return environment;
  throw noEnvironment(named);
}
