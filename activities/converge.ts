import { activityInfo, cancellationSignal, heartbeat } from "@temporalio/activity";
import { ApplicationFailure } from "@temporalio/common";
import type { CellPorts } from "./converge/cell-ports.ts";
import { convergeComponent } from "./converge/converge-component.ts";
import { lookAtVersions } from "./converge/look-at-versions.ts";
import { takeStep } from "./converge/take-step.ts";

/** Which component of which operation; ids and the epoch only. */
export interface ConvergeInput {
  readonly operationId: string;
  readonly componentUid: string;
  readonly epoch: number;
  /** Name of the step of an upgrade that is run instead; absent for the component itself. */
  readonly step?: string;
}

/** Which clusters are looked at, and for which operation. */
export interface LookInput {
  readonly operationId: string;
  readonly componentUids: readonly string[];
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
    converge: async ({ step, ...turn }: ConvergeInput): Promise<void> => {
      await beating(async (signal) => {
        const result =
          step === undefined
            ? await convergeComponent(ports, { turn, signal })
            : await takeStep(ports, { turn: { ...turn, step }, signal });
        if (result.state === "waits") throw notReady(result.lookAgainInMs);
        if (result.state === "failed") throw ApplicationFailure.nonRetryable(result.message, result.code);
      });
    },

    /** Looks at the versions of clusters, and keeps what was seen. */
    lookAtVersions: async ({ operationId, componentUids }: LookInput): Promise<void> => {
      await beating(async (signal) => {
        for (const componentUid of componentUids)
          await lookAtVersions(ports, { componentUid, cause: operationId, signal });
      });
    },
  };
}

async function beating(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const beat = setInterval(() => heartbeat(), HEARTBEAT_MS);
  try {
    await work(cancellationSignal());
  } finally {
    clearInterval(beat);
  }
}

function notReady(delayMs: number): ApplicationFailure {
  return ApplicationFailure.create({
    type: "NotReady",
    message: `not ready after attempt ${activityInfo().attempt}`,
    category: "BENIGN",
    nextRetryDelay: delayMs,
  });
}
