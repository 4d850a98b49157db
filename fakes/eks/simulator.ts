import { crashPoint } from "./crash-point.ts";
import type { CrashPoint } from "./crash-point.ts";
import type { Fault } from "./fault-schema.ts";
import { followFaults, waitingFaults } from "./faults.ts";
import type { FaultNote, Faults } from "./faults.ts";
import { callMetrics } from "./metrics.ts";
import type { Metrics } from "./metrics.ts";
import { beginningOf, eksFrom } from "./start-eks.ts";
import type { BeginningOf, Eks } from "./start-eks.ts";
import { throttleBy } from "./throttle.ts";
import type { Throttle } from "./throttle.ts";

/** One run of a simulator: its world, and what stands between the world and its callers. */
export interface Run {
  readonly eks: Eks;
  readonly throttle: Throttle;
  readonly faults: Faults;
  readonly metrics: Metrics;
}

/** A simulator that can begin anew. */
export interface Simulator {
  /** What runs; another one after a reset. */
  run(): Run;
  readonly crash: CrashPoint;
  /** Begins anew, without faults; what is not given stays as it was. */
  reset(of: BeginningOf): Run;
  armFault(fault: Fault): void;
  /** Without an id, all. Answers whether there was one. */
  disarmFault(id?: string): boolean;
}

export function simulatorOf(first: Eks): Simulator {
  let run = runOf(first);

  function note(detail: FaultNote): void {
    const { log, timeline } = run.eks;
    log.append({ kind: "fault", detail }, { simTime: timeline.nowMs() });
  }

  return {
    run: () => run,
    crash: crashPoint(),
    reset(of) {
      const { eks } = run;
      eks.timeline.stop();
      const { mode, scale } = eks.clock.state();
      const kept = { seed: eks.seed(), mode, scale, settings: eks.settings(), catalogue: eks.catalogue().data };
      const beginning = beginningOf({ ...kept, ...of });
      eks.log.append({ kind: "start", detail: beginning }, { simTime: beginning.startAt });
      run = runOf(eksFrom(eks.log, beginning));
      return run;
    },
    armFault(fault) {
      run.eks.timeline.catchUp();
      run.faults.add(fault, run.eks.timeline.nowMs());
      note({ armed: fault });
    },
    disarmFault(id) {
      if (id === undefined) run.faults.clear();
      const existed = id === undefined || run.faults.remove(id);
      note(id === undefined ? { disarmedAll: true } : { disarmed: id });
      return existed;
    },
  };
}

function runOf(eks: Eks): Run {
  const faults = waitingFaults(eks.world.draw);
  followFaults(faults, eks.log.lines());
  return { eks, throttle: throttleBy(eks.settings), faults, metrics: callMetrics() };
}
