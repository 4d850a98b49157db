import { waitUntil } from "../../embedded/process/wait-until.ts";
import { environment, promotion } from "../../workflows/index.ts";
import {
  cellTaskQueue,
  environmentWorkflowId,
  look,
  PROMOTION_TASK_QUEUE,
  promotionWorkflowId,
} from "../../workflows/messages.ts";
import {
  memoryPromotions,
  type MemoryPromotion,
  type MemoryPromotions,
  type MemoryStage,
} from "./memory-promotions.ts";
import { failingFirst } from "./failing-first.ts";
import { memoryRows, type MemoryComponent, type MemoryOperation, type MemoryRows } from "./memory-rows.ts";
import { unique, type TestTemporal } from "./temporal.ts";

/** Promotions into one environment in memory, with real workflows. */
export interface PromotionLife extends Omit<MemoryPromotions, "activities" | "settle"> {
  readonly uid: string;
  readonly rows: MemoryRows;
  /** What the dispatcher does after a row was written: of one promotion, or of the environment. */
  look(promotion?: MemoryPromotion): Promise<void>;
  /** Waits until something holds. */
  until(holds: () => boolean): Promise<void>;
  /** Waits until a promotion is over and its workflow has ended. */
  ended(promotion: MemoryPromotion): Promise<void>;
}

/** How a life is set. */
export interface PromotionSetting extends Partial<MemoryStage> {
  readonly components?: readonly MemoryComponent[];
  /** Whether an operation is admitted; each is by default. */
  readonly admits?: (operation: MemoryOperation) => boolean;
  /** How often each activity of rows fails before it works; 0 by default. */
  readonly failures?: number;
}

const LIMIT_MS = 20_000;

/** Lives promotions into an environment while `body` runs. */
export async function livePromotions(
  temporal: TestTemporal,
  setting: PromotionSetting,
  body: (life: PromotionLife) => Promise<void>,
): Promise<PromotionLife> {
  const { failures = 0, components = [], admits, steps = [], onFailure = "restore", asksOutside = false } = setting;
  const uid = unique("e");
  const cell = unique("cell");
  const taskQueue = unique("orchestrator");
  const common = { taskQueue, signal: look, signalArgs: [] };
  const { workflow } = temporal.client;
  const send = async (target?: MemoryPromotion) =>
    target === undefined
      ? void (await workflow.signalWithStart(environment, {
          ...common,
          workflowId: environmentWorkflowId(uid),
          args: [{ uid }],
        }))
      : void (await workflow.signalWithStart(promotion, {
          ...common,
          workflowId: promotionWorkflowId(target.id),
          args: [{ promotionId: target.id }],
        }));
  const rows = memoryRows(components, {
    cell,
    ...(admits === undefined ? {} : { admits }),
    async whenEnded(operation) {
      const owner = ofPromotions.promotions.find((one) => one.operation === operation);
      ofPromotions.settle(operation);
      // As the outbox rows of an outcome do.
      await send();
      if (owner !== undefined) await send(owner);
    },
  });
  const ofPromotions = memoryPromotions(rows, { stage: { steps, onFailure, asksOutside }, look: send });
  const { activities, settle: _, ...people } = ofPromotions;
  const until = async (holds: () => boolean) => {
    await waitUntil(async () => holds(), { what: `"${holds.toString()}" holds`, limitMs: LIMIT_MS, everyMs: 20 }).catch(
      (cause: unknown) => {
        const seen = { promotions: people.promotions, operations: rows.operations, log: rows.log };
        throw new Error(`still: ${JSON.stringify(seen)}`, { cause });
      },
    );
  };
  const life: PromotionLife = {
    ...people,
    uid,
    rows,
    look: send,
    until,
    async ended(one) {
      await until(() => one.isFinished);
      await workflow.getHandle(promotionWorkflowId(one.id)).result();
    },
  };
  const { converge, runStep, ...orchestrator } = rows.activities;
  const queues = [
    { taskQueue, activities: failingFirst({ ...orchestrator, ...activities }, failures), hasWorkflows: true },
    { taskQueue: PROMOTION_TASK_QUEUE, activities: failingFirst({ ...activities }, failures), hasWorkflows: false },
    { taskQueue: cellTaskQueue(cell), activities: { converge, runStep }, hasWorkflows: false },
  ];
  await temporal.withWorkers(queues, async () => await body(life));
  return life;
}
