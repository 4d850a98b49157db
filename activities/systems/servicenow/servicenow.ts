import { z } from "zod";
import { OrchestratorError } from "../../../domain/errors.ts";
import type { Connection } from "../../connection.ts";
import type { RemoteCaller } from "../request-json.ts";
import { callsOf } from "./calls.ts";
import type { Calls } from "./calls.ts";
import { StateMap, statesOf } from "./states.ts";
import type { States } from "./states.ts";

/** `options` of a connection to ServiceNow. */
export const ServiceNowOptions = z.strictObject({
  stateMap: StateMap.optional().describe("Numbers of states where the instance differs from the shipped set."),
  simulator: z.boolean().default(false).describe("True for a simulated instance; it is refused otherwise."),
});

/** One instance, ready to be called. */
export interface ServiceNow extends Calls {
  /** How people call it: `servicenow itsm`. */
  readonly name: string;
  readonly url: URL;
  readonly states: States;
  readonly isSimulator: boolean;
  /** User name of the integration account; absent where the connection does not say it. */
  readonly user?: string;
}

/** The instance of a connection. @throws OrchestratorError `GATE_CONFIG_INVALID` for one to another system, or wrong options */
export function serviceNowOf(connection: Connection, caller: RemoteCaller, stateMap?: StateMap): ServiceNow {
  const { name, system, url, credentials } = connection;
  if (system !== "servicenow")
    throw new OrchestratorError("GATE_CONFIG_INVALID", `connection "${name}" leads to ${system}, not to servicenow`);
  const options = ServiceNowOptions.safeParse(connection.options);
  if (!options.success) {
    const problems = options.error.issues.map(({ path, message }) => `options.${path.join(".")}: ${message}`);
    throw new OrchestratorError("GATE_CONFIG_INVALID", `connection "${name}": ${problems.join("; ")}`);
  }
  const isSimulator = options.data.simulator;
  return {
    ...callsOf({ connection, isSimulator }, caller),
    name: `servicenow ${name}`,
    url,
    states: statesOf(options.data.stateMap, stateMap),
    isSimulator,
    ...(credentials.username === undefined ? {} : { user: credentials.username }),
  };
}
