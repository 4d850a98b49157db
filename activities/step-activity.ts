import { activityInfo, cancellationSignal, heartbeat } from "@temporalio/activity";
import { ApplicationFailure } from "@temporalio/common";
import { runStep } from "./run-step/run-step.ts";
import type { StepPorts } from "./run-step/step-ports.ts";

/** Which step of which operation; ids and the epoch only. */
export interface RunStepInput {
  readonly operationId: string;
  /** Name of the step's row. */
  readonly step: string;
  readonly epoch: number;
  /** True when it is to be taken back. */
  readonly isUndo: boolean;
}

/** How a step ended. Its output is in its row. */
export type StepEnd =
  | { readonly status: "succeeded" }
  | { readonly status: "skipped"; readonly reason: string }
  | { readonly status: "failed"; readonly reason: string };

/** Activities of a cell that run steps. */
export type StepActivities = ReturnType<typeof stepActivities>;

const HEARTBEAT_MS = 2_000;

/** Builds the activity that runs every step, whatever its kind. */
export function stepActivities(ports: StepPorts) {
  return {
    /**
     * Runs one step, or takes it back. A wait is handed back to Temporal as a retry with its delay; a failure is an
     * answer, because what follows from it is the operation's decision.
     */
    runStep: async (turn: RunStepInput): Promise<StepEnd> => {
      const beat = setInterval(() => heartbeat(), HEARTBEAT_MS);
      try {
        const result = await runStep(ports, { turn, signal: cancellationSignal() });
        if (result.state === "waits") throw notYet(result.lookAgainInMs);
        if (result.state === "done") return { status: "succeeded" };
        return { status: result.state, reason: result.reason };
      } finally {
        clearInterval(beat);
      }
    },
  };
}

function notYet(delayMs: number): ApplicationFailure {
  return ApplicationFailure.create({
    type: "NotYet",
    message: `not done after attempt ${activityInfo().attempt}`,
    category: "BENIGN",
    nextRetryDelay: delayMs,
  });
}
