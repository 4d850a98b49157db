import type { Calendar } from "../adapters/calendar/port.ts";
import type { AdmittedStep } from "../adapters/store/operations-port.ts";
import type { Store } from "../adapters/store/port.ts";
import { admitOperation } from "./admit-operation.ts";
import type { Step } from "./steps/step.ts";
import { takeNextStep } from "./take-next-step.ts";
import type { PlanTools } from "./plan-tools.ts";
import type { WorkflowState } from "./workflow-state.ts";

export type { AdmittedStep } from "../adapters/store/operations-port.ts";

/** What the activities of environments and operations need. */
export interface OrchestratorPorts {
  readonly store: Store;
  readonly tools: PlanTools;
  /** How an operation's workflow stands, asked of Temporal. */
  readonly workflowState: (operationId: string) => Promise<WorkflowState>;
  readonly calendar: Pick<Calendar, "spans">;
  /** The step of each kind. */
  readonly steps: ReadonlyMap<string, Step>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** What an environment's workflow does next. `stopOperationId` names a running operation that must be told to read its rows. */
export type TakeNextAnswer =
  | { readonly do: "end" }
  | { readonly do: "start"; readonly operationId: string }
  | { readonly do: "wait"; readonly lookAgainAt: number; readonly stopOperationId?: string };

/** One component of an admitted operation. */
export interface AdmittedComponent {
  readonly uid: string;
  readonly name: string;
  readonly needs: readonly string[];
  readonly expectedMs: number;
}

/** The turn of an operation and what it runs; or that it ended without one. */
export type AdmittedTurn =
  | { readonly isAdmitted: false }
  | {
      readonly isAdmitted: true;
      readonly epoch: number;
      readonly cell: string;
      /** After this, milliseconds, it stops starting. */
      readonly deadlineMs: number;
      readonly components: readonly AdmittedComponent[];
      /** In the order in which they run; those that are done are done. */
      readonly steps: readonly AdmittedStep[];
    };

/** What an operation reports at its end. */
export interface EndInput {
  readonly operationId: string;
  /** One line for each component uid whose converge failed. */
  readonly failed: Readonly<Record<string, string>>;
  readonly notStarted: readonly string[];
  readonly wasCancelled: boolean;
  /** Why it stopped starting where nobody asked it to; absent otherwise. */
  readonly reason?: string;
}

/** Activities that read and write rows; they run on the orchestrator's queue. */
export type OrchestratorActivities = ReturnType<typeof orchestratorActivities>;

/** Builds them. Every one may be repeated. */
export function orchestratorActivities(ports: OrchestratorPorts) {
  const { store } = ports;
  return {
    /** Decides and records what an environment does next. */
    takeNext: async (input: { readonly uid: string; readonly attachedTo?: string }): Promise<TakeNextAnswer> =>
      await takeNextStep(ports, input),

    /** Makes the plan again and takes the turn, or ends the operation as not admitted. */
    admit: async (input: { readonly operationId: string }): Promise<AdmittedTurn> =>
      await admitOperation(ports, input.operationId),

    /** Whether the operation is to start nothing more. */
    mustStopStarting: async (input: { readonly operationId: string }): Promise<boolean> =>
      await store.mustStopStarting(input.operationId),

    /** Writes the outcome and wakes the environment. */
    endOperation: async ({ operationId, ...end }: EndInput): Promise<void> => {
      await store.endOperation(operationId, end);
    },
  };
}
