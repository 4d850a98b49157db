import type { Client } from "@temporalio/client";
import { environmentWorkflowId, operationWorkflowId, promotionWorkflowId } from "../../../workflows/messages.ts";
import type { Installation } from "../../setup/installation.ts";
import { unique } from "../../setup/temporal.ts";
import type { MovedClock } from "../turns/clock.ts";
import type { MachineCommand } from "../model/commands.ts";
import { isPromotionOver } from "../../../domain/schema/phases.ts";
import type { Truth } from "../model/truth.ts";
import { setTimeout as sleep } from "node:timers/promises";

/** What happens to the machines of an installation. Restarts come one after the other. */
export interface LiveMachine {
  /** Does what a command says; false when there is nothing to do it to. */
  operate(command: MachineCommand, truth: Truth): Promise<boolean>;
}

const THING_MS = 8;
const PASSED_MS = 61_000;
/** The longest that an attempt of a dead operation may still act. */
const SAFE_MS = 31_000;

/** The machines of an installation that several sequences share. */
export function liveMachine(holdfast: Installation, clock: MovedClock): LiveMachine {
  const { client, store } = holdfast;
  let restarting: Promise<void> = Promise.resolve();
  const restart = async (piece: "orchestrator" | "cell") => {
    const before = restarting;
    const mine = async () => {
      await before;
      await holdfast[piece].stop();
      await holdfast[piece].start();
    };
    restarting = mine();
    await restarting;
  };
  return {
    async operate(command, truth) {
      switch (command.do) {
        case "run":
          await sleep(command.things * THING_MS);
          return true;
        case "pass time":
          clock.pass(PASSED_MS);
          return true;
        case "kill worker":
          await restart(command.queue === "cell" ? "cell" : "orchestrator");
          return true;
        case "start worker":
          return false;
        case "lose temporal":
          for (const id of openWorkflows(truth, undefined)) await terminate(client, id);
          clock.pass(SAFE_MS);
          await store.lookAtAll();
          return true;
        case "terminate":
        case "reset": {
          const open = openWorkflows(truth, command.kind);
          const id = open[command.pick % Math.max(1, open.length)];
          if (id === undefined) return false;
          const isDone = await (command.do === "terminate" ? terminate(client, id) : reset(client, id));
          clock.pass(SAFE_MS);
          return isDone;
        }
      }
    },
  };
}

function openWorkflows(truth: Truth, kind: "environment" | "operation" | "promotion" | undefined): readonly string[] {
  const ids = {
    environment: truth.environments
      .filter(({ restPhase }) => restPhase !== "Gone")
      .map(({ uid }) => environmentWorkflowId(uid)),
    operation: truth.operations.filter(({ state }) => state === "Running").map(({ id }) => operationWorkflowId(id)),
    promotion: truth.promotions.filter(({ state }) => !isPromotionOver(state)).map(({ id }) => promotionWorkflowId(id)),
  };
  return kind === undefined ? Object.values(ids).flat() : ids[kind];
}

/** One that is not there any more, or not yet, is left alone. */
async function terminate(client: Client, workflowId: string): Promise<boolean> {
  return await client.workflow
    .getHandle(workflowId)
    .terminate("a random sequence")
    .then(
      () => true,
      () => false,
    );
}

async function reset(client: Client, workflowId: string): Promise<boolean> {
  return await client.workflowService
    .resetWorkflowExecution({
      namespace: client.options.namespace,
      workflowExecution: { workflowId },
      // The end of the first task: the run begins again from its input.
      workflowTaskFinishEventId: { low: 4, high: 0, unsigned: false } as never,
      requestId: unique("reset"),
      reason: "a random sequence",
    })
    .then(
      () => true,
      () => false,
    );
}
