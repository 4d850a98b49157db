import { activityInfo, cancellationSignal, heartbeat } from "@temporalio/activity";
import { ApplicationFailure } from "@temporalio/common";
import type { CellPorts } from "./converge/cell-ports.ts";
import { convergeComponent } from "./converge/converge-component.ts";

/** Which component of which operation; ids and the epoch only. */
export interface ConvergeInput {
  readonly operationId: string;
  readonly componentUid: string;
  readonly epoch: number;
}

/** Activities of a cell. */
export type CellActivities = ReturnType<typeof cellActivities>;

const HEARTBEAT_MS = 2_000;

/** Builds the activities of a cell: one converge serves every kind, whether it is set up, changed, repaired or taken away. */
export function cellActivities(ports: CellPorts) {
  return {
    /**
     * Brings one component to what is wanted. A wait that is longer than a few seconds is handed back to Temporal as a
     * retry with a predicted delay.
     */
    converge: async (turn: ConvergeInput): Promise<void> => {
      const beat = setInterval(() => heartbeat(), HEARTBEAT_MS);
      try {
        const result = await convergeComponent(ports, { turn, signal: cancellationSignal() });
        if (result.state === "waits") throw notReady(result.lookAgainInMs);
        if (result.state === "failed") throw ApplicationFailure.nonRetryable(result.message, result.code);
      } finally {
        clearInterval(beat);
      }
    },
  };
}

function notReady(delayMs: number): ApplicationFailure {
  return ApplicationFailure.create({
    type: "NotReady",
    message: `not ready after attempt ${activityInfo().attempt}`,
    category: "BENIGN",
    nextRetryDelay: delayMs,
  });
}
