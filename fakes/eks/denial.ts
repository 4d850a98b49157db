import type { Call, Operation } from "./call.ts";
import { globPattern } from "./glob.ts";
import { Refused } from "./refused.ts";
import type { Settings } from "./settings.ts";

/** What IAM says to a caller that may not take an action, before anything of the call is looked at; undefined where it may. */
export function denialOf({ name }: Operation, { caller, path }: Call, { denied }: Settings): Refused | undefined {
  const { principal, account, region } = caller;
  const action = `eks:${name}`;
  if (!(denied[principal] ?? []).some((pattern) => globPattern(pattern).test(action))) return undefined;
  const resource = `arn:aws:eks:${region}:${account}:cluster/${path["cluster"] ?? "*"}`;
  return new Refused(
    "AccessDeniedException",
    `User: ${principal} is not authorized to perform: ${action} on resource: ${resource}`,
  );
}
