import type { OrchestratorPorts } from "../../../activities/orchestrator-ports.ts";
import type { AdmittedTurn, TakeNextAnswer } from "../../../activities/turn.ts";
import type { AdmittedStep } from "../../../adapters/store/operations-port.ts";
import { admitOperation } from "../../../activities/admit-operation.ts";
import { convergeComponent } from "../../../activities/converge/converge-component.ts";
import type { CellPorts } from "../../../activities/converge/cell-ports.ts";
import { lookAtPromotion } from "../../../activities/promotions/look-at-promotion.ts";
import type { PromotionPorts } from "../../../activities/promotions/promotion-ports.ts";
import { runStep } from "../../../activities/run-step/run-step.ts";
import type { StepPorts } from "../../../activities/run-step/step-ports.ts";
import { takeNextStep } from "../../../activities/take-next-step.ts";
import { LOOK_WHILE_RUNNING_MS } from "../../../domain/decide-next.ts";
import { createSchedule, failed, finished, isDone, next, notStarted, stop } from "../../../domain/schedule.ts";
import { operationWorkflowId } from "../../../workflows/messages.ts";
import type { Gate } from "./attempts.ts";
import type { RunHandle, Workflow } from "./memory-temporal.ts";

/** What the activities work with, their calls gated for one attempt. */
export interface WorkflowPorts {
  readonly orchestrator: (gate: Gate) => OrchestratorPorts;
  readonly promotion: (gate: Gate) => PromotionPorts;
  readonly cell: (gate: Gate) => CellPorts;
  readonly step: (gate: Gate) => StepPorts;
}

const NEVER = new AbortController().signal;
const FOR_EVER = Number.MAX_SAFE_INTEGER;

/** As `workflows/environment.ts`, on the server in memory. */
export const environmentLife =
  (ports: WorkflowPorts, uid: string): Workflow =>
  async (run) => {
    let attachedTo: string | undefined;
    for (;;) {
      run.clearWake();
      const input = attachedTo === undefined ? { uid } : { uid, attachedTo };
      const step: TakeNextAnswer = await run.activity(
        "orchestrator",
        `take next of ${uid}`,
        async (gate) => await takeNextStep(ports.orchestrator(gate), input),
      );
      if (step.do === "end") return;
      if (step.do === "start") {
        attachedTo = step.operationId;
        const isNew = run.startChild(operationWorkflowId(attachedTo), operationRun(ports, attachedTo));
        if (isNew) await run.wait(run.now() + LOOK_WHILE_RUNNING_MS);
      } else {
        if (step.stopOperationId !== undefined) run.signal(operationWorkflowId(step.stopOperationId));
        await run.wait(step.lookAgainAt);
      }
    }
  };

/** As `workflows/promotion.ts`. */
export const promotionLife =
  (ports: WorkflowPorts, promotionId: string): Workflow =>
  async (run) => {
    for (;;) {
      run.clearWake();
      const step = await run.activity(
        "promotion",
        `look at ${promotionId}`,
        async (gate) => await lookAtPromotion(ports.promotion(gate), { promotionId, signal: NEVER }),
      );
      if (step.do === "end") return;
      await run.wait(step.lookAgainAt);
    }
  };

interface Turn {
  readonly run: RunHandle;
  readonly ports: WorkflowPorts;
  readonly operationId: string;
  readonly turn: Extract<AdmittedTurn, { isAdmitted: true }>;
}

/** As `workflows/operation.ts`, without its deadline. */
const operationRun =
  (ports: WorkflowPorts, operationId: string): Workflow =>
  async (run) => {
    const turn = await run.activity(
      "orchestrator",
      `admit ${operationId}`,
      async (gate) => await admitOperation(ports.orchestrator(gate), operationId),
    );
    if (!turn.isAdmitted) return;
    const at: Turn = { run, ports, operationId, turn };
    const before = await stepsOf(at, (step) => step.time !== "after", { hasFailed: false, wasStopped: false });
    const isOff = before.failure !== undefined || before.wasStopped;
    const graph = isOff
      ? {
          errors: new Map<string, string>(),
          notStarted: turn.components.map(({ uid }) => uid),
          wasStopped: before.wasStopped,
        }
      : await componentsOf(at);
    const hasFailed = before.failure !== undefined || graph.errors.size > 0;
    const after = await stepsOf(at, (step) => step.time === "after", { hasFailed, wasStopped: graph.wasStopped });
    await run.activity("orchestrator", `end ${operationId}`, async (gate) => {
      await ports.orchestrator(gate).store.endOperation(operationId, {
        failed: Object.fromEntries(graph.errors),
        notStarted: graph.notStarted,
        wasCancelled: after.wasStopped && (graph.notStarted.length > 0 || turn.steps.length > 0) && !hasFailed,
      });
    });
  };

async function mustStop({ run, ports, operationId }: Turn): Promise<boolean> {
  if (!run.isWoken()) return false;
  run.clearWake();
  return await run.activity(
    "orchestrator",
    `must ${operationId} stop`,
    async (gate) => await ports.orchestrator(gate).store.mustStopStarting(operationId),
  );
}

interface StepsEnd {
  readonly failure?: string;
  readonly wasStopped: boolean;
}

async function stepsOf(
  at: Turn,
  which: (step: AdmittedStep) => boolean,
  before: { readonly hasFailed: boolean; readonly wasStopped: boolean },
): Promise<StepsEnd> {
  let failure: string | undefined;
  let wasStopped = before.wasStopped;
  for (const step of at.turn.steps.filter(which)) {
    if (step.state !== "Pending" && step.state !== "Running") continue;
    const isOff = before.hasFailed || failure !== undefined || wasStopped;
    if (isOff && !step.always) continue;
    if (!step.always && (await mustStop(at))) {
      wasStopped = true;
      continue;
    }
    const reason = await oneStep(at, step);
    if (reason !== undefined && !step.continueOnFailure) failure ??= reason;
  }
  return { wasStopped, ...(failure === undefined ? {} : { failure }) };
}

async function oneStep(
  { run, ports, operationId, turn }: Turn,
  { name, time }: AdmittedStep,
): Promise<string | undefined> {
  const stepTurn = { operationId, step: name, epoch: turn.epoch, isUndo: time === "undo" };
  try {
    for (;;) {
      const end = await run.activity(
        "cell",
        `step ${name} of ${operationId}`,
        async (gate) => await runStep(ports.step(gate), { turn: stepTurn, signal: NEVER }),
      );
      if (end.state !== "waits") return end.state === "failed" ? end.reason : undefined;
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function componentsOf(at: Turn) {
  const { run, turn } = at;
  const uidOf = new Map(turn.components.map(({ name, uid }) => [name, uid]));
  const schedule = createSchedule(turn.components, Number.POSITIVE_INFINITY);
  const errors = new Map<string, string>();
  let ended: (() => void) | undefined;
  const one = async (name: string) => {
    const problem = await oneComponent(at, uidOf.get(name) ?? name);
    if (problem === undefined) finished(schedule, name);
    else {
      errors.set(uidOf.get(name) ?? name, problem);
      failed(schedule, name);
    }
    ended?.();
  };
  for (;;) {
    if (!schedule.isStopped && (await mustStop(at))) stop(schedule);
    const isStopped = schedule.isStopped;
    const hasEnded = new Promise<void>((resolve) => (ended = resolve));
    for (const name of next(schedule)) void one(name);
    if (isDone(schedule)) break;
    await (isStopped ? hasEnded : Promise.race([hasEnded, run.wait(FOR_EVER)]));
  }
  const left = notStarted(schedule).map((name) => uidOf.get(name) ?? name);
  return { errors, notStarted: left, wasStopped: schedule.isStopped };
}

async function oneComponent(
  { run, ports, operationId, turn }: Turn,
  componentUid: string,
): Promise<string | undefined> {
  const componentTurn = { operationId, componentUid, epoch: turn.epoch };
  try {
    for (;;) {
      const end = await run.activity(
        "cell",
        `converge ${componentUid} for ${operationId}`,
        async (gate) => await convergeComponent(ports.cell(gate), { turn: componentTurn, signal: NEVER }),
      );
      if (end.state !== "waits") return end.state === "failed" ? end.message : undefined;
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
