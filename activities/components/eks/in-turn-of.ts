import type { Eks, EksOperation } from "../../../adapters/eks/port.ts";
import type { ComponentIdentity } from "../driver.ts";

/** EKS for one component: its environment has its own turns among all that ask. */
export function inTurnOf({ environmentUid }: Pick<ComponentIdentity, "environmentUid">, eks: Eks): Eks {
  return new Proxy(eks, {
    get: (calls, operation) => async (input: never, signal: AbortSignal) =>
      await calls[operation as EksOperation](input, signal, environmentUid),
  });
}
