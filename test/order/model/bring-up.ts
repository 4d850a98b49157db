import { admitOperation } from "../../../activities/admit-operation.ts";
import { convergeComponent } from "../../../activities/converge/converge-component.ts";
import { takeNextStep } from "../../../activities/take-next-step.ts";
import type { Gate } from "./attempts.ts";
import type { WorkflowPorts } from "./workflows.ts";

/** What an environment's next turn came to. */
export type TurnEnd = "nothing to do" | "not admitted" | "succeeded" | "failed";

const ungated: Gate = (port) => port;
const { signal } = new AbortController();

/** Takes an environment's next turn and runs its components one after the other, without a pause. No steps. */
export async function takeTurn(ports: WorkflowPorts, uid: string): Promise<TurnEnd> {
  const orchestrator = ports.orchestrator(ungated);
  const step = await takeNextStep(orchestrator, { uid });
  if (step.do !== "start") return "nothing to do";
  const { operationId } = step;
  const turn = await admitOperation(orchestrator, operationId);
  if (!turn.isAdmitted) return "not admitted";
  for (const { uid: componentUid } of turn.components) {
    const of = { operationId, componentUid, epoch: turn.epoch };
    await convergeComponent(ports.cell(ungated), { turn: of, signal });
  }
  const end = { failed: {}, notStarted: [], wasCancelled: false };
  const outcome = await orchestrator.store.endOperation(operationId, end);
  return outcome === "Succeeded" ? "succeeded" : "failed";
}

/** Brings an environment up with its first operation. */
export async function bringUp(ports: WorkflowPorts, uid: string): Promise<void> {
  const end = await takeTurn(ports, uid);
  if (end !== "succeeded") throw new Error(`environment "${uid}" does not come up: ${end}`);
}
