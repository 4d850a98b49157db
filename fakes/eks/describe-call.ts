import type { Call, Operation } from "./call.ts";
import type { FaultyCall } from "./faults.ts";
import { keyOf } from "./resource.ts";
import type { Kind } from "./resource.ts";

/** Labels and members that name what a call is about, in its cluster. */
const NAMES: readonly (readonly [string, Kind])[] = [
  ["nodegroup", "nodegroup"],
  ["nodegroupName", "nodegroup"],
  ["addon", "addon"],
  ["addonName", "addon"],
  ["principalArn", "access-entry"],
  ["associationId", "association"],
  ["profile", "fargate-profile"],
  ["fargateProfileName", "fargate-profile"],
];

/** Labels, query and body of a call together. */
export function inputOf({ path, query, body }: Call): Record<string, unknown> {
  return { ...path, ...Object.fromEntries(query), ...body };
}

/** Key of what a call is about; undefined for one that is about nothing in particular. */
export function aboutOf({ caller, ...call }: Call): string | undefined {
  const input = inputOf({ caller, ...call });
  const cluster = input["cluster"] ?? input["name"];
  if (typeof cluster !== "string") return undefined;
  for (const [member, kind] of NAMES) {
    const name = input[member];
    if (typeof name === "string") return keyOf(caller, kind, { cluster, name });
  }
  return keyOf(caller, "cluster", { cluster, name: cluster });
}

/** A call as faults see it. */
export function describeCall(operation: Operation, call: Call, sdkAttempt: number | undefined): FaultyCall {
  const { account, region } = call.caller;
  const input = inputOf(call);
  return { operation: operation.name, resource: aboutOf(call) ?? "", account, region, sdkAttempt, input };
}
