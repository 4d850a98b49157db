import type { Accepted } from "../../adapters/store/requests-port.ts";
import type { ApiContext } from "./api-env.ts";

/** Address of the first promotion or operation that carries the request out; undefined when nothing runs. */
export function locationOf(accepted: Accepted): string | undefined {
  for (const { promotionId, operationId } of accepted.results) {
    if (promotionId !== undefined) return `/v1/promotions/${encodeURIComponent(promotionId)}`;
    if (operationId !== undefined) return `/v1/operations/${encodeURIComponent(operationId)}`;
  }
  return undefined;
}

/** Sets `Location` where a promotion or an operation carries the request out. */
export function setLocation(context: ApiContext, accepted: Accepted): void {
  const location = locationOf(accepted);
  if (location !== undefined) context.header("location", location);
}
