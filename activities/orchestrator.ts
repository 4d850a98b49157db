import type { TakeNextAnswer, AdmittedTurn, EndInput } from "./turn.ts";
import type { OrchestratorPorts } from "./orchestrator-ports.ts";
import { admitOperation, type AdmitInput } from "./admit-operation.ts";
import { takeNextStep } from "./take-next-step.ts";

/** Activities that read and write rows; they run on the orchestrator's queue. */
export type OrchestratorActivities = ReturnType<typeof orchestratorActivities>;

/** Builds them. Every one may be repeated. */
export function orchestratorActivities(ports: OrchestratorPorts) {
  const { store, reached } = ports;
  return {
    /** Decides and records what an environment does next. */
    takeNext: async (input: { readonly uid: string; readonly attachedTo?: string }): Promise<TakeNextAnswer> => {
      const next = await takeNextStep(ports, input);
      if (next.do === "start") reached?.("taken", "operation/next");
      return next;
    },

    /** Makes the plan again and takes the turn, or ends the operation as not admitted, or asks for a look at clusters first. */
    admit: async (input: AdmitInput): Promise<AdmittedTurn> => {
      const turn = await admitOperation(ports, input.operationId, input);
      reached?.("admitted", "operation/turn");
      return turn;
    },

    /** Whether the operation is to start nothing more. */
    mustStopStarting: async (input: { readonly operationId: string }): Promise<boolean> =>
      await store.mustStopStarting(input.operationId),

    /** Writes the outcome and wakes the environment. */
    endOperation: async ({ operationId, ...end }: EndInput): Promise<void> => {
      reached?.("before end", "operation/outcome");
      await store.endOperation(operationId, end);
      reached?.("ended", "operation/outcome");
    },
  };
}
