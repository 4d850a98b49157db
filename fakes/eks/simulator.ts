import { eksFrom, beginningOf } from "./start-eks.ts";
import type { BeginningOf, Eks } from "./start-eks.ts";
import { throttleBy } from "./throttle.ts";
import type { Throttle } from "./throttle.ts";

/** A simulator that can begin anew. */
export interface Simulator {
  /** The world that runs; another one after a reset. */
  eks(): Eks;
  throttle(): Throttle;
  /** Begins anew; what is not given stays as the last beginning said. */
  reset(of: BeginningOf): Eks;
}

export function simulatorOf(first: Eks): Simulator {
  let eks = first;
  let throttle = throttleBy(() => eks.settings());
  return {
    eks: () => eks,
    throttle: () => throttle,
    reset(of) {
      eks.timeline.stop();
      const { mode, scale } = eks.clock.state();
      const kept = { seed: eks.seed(), mode, scale, settings: eks.settings(), catalogue: eks.catalogue().data };
      const beginning = beginningOf({ ...kept, ...of });
      eks.log.append({ kind: "start", detail: beginning }, { simTime: beginning.startAt });
      eks = eksFrom(eks.log, beginning);
      throttle = throttleBy(() => eks.settings());
      return eks;
    },
  };
}
