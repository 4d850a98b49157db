import type { Accepted } from "../../adapters/store/port.ts";
import type { ApiContext } from "./api-env.ts";

/** Address of the first operation that was started; undefined when nothing runs. */
export function locationOf(accepted: Accepted): string | undefined {
  const operationId = accepted.results.find((result) => result.operationId !== undefined)?.operationId;
  return operationId === undefined ? undefined : `/v1/operations/${encodeURIComponent(operationId)}`;
}

/** Sets `Location` where an operation carries the request out. */
export function setLocation(context: ApiContext, accepted: Accepted): void {
  const location = locationOf(accepted);
  if (location !== undefined) context.header("location", location);
}
