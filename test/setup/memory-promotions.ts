import type { PromotionActivities } from "../../activities/index.ts";
import { decidePromotion, type GateStand, type OtherWait } from "../../domain/decide-promotion.ts";
import { isPromotionOver, type PromotionState } from "../../domain/schema/phases.ts";
import type { MemoryOperation, MemoryRows, MemoryStep } from "./memory-rows.ts";

/** A promotion of the rows in memory. */
export interface MemoryPromotion {
  readonly id: string;
  state: PromotionState;
  operation: MemoryOperation | undefined;
  /** What its gate answers. */
  gate: Pick<GateStand, "verdict" | "lookAgainAt">;
  /** What else it waits for. */
  wait: OtherWait | undefined;
  isFinished: boolean;
  looks: number;
}

/** How the stage of the promotions is made. */
export interface MemoryStage {
  readonly steps: readonly MemoryStep[];
  readonly onFailure: "restore" | "hold";
  /** True when its gate asks somebody outside. */
  readonly asksOutside: boolean;
}

/** The promotions into one environment, in memory, decided by the product's own rules. For tests of the sequences alone. */
export interface MemoryPromotions {
  readonly promotions: MemoryPromotion[];
  readonly activities: PromotionActivities;
  promote(gate: MemoryPromotion["gate"]): MemoryPromotion;
  cancel(promotion: MemoryPromotion): void;
  /** What a person decides about one that is held. */
  decide(promotion: MemoryPromotion, choice: "retry" | "skip" | "restore" | "leave"): void;
  /** Says what an operation's end means for the promotion that it belongs to. */
  settle(operation: MemoryOperation): void;
}

const LATER_MS = 300_000;

/** Promotions whose operations are these rows'. `look` wakes the workflow of a promotion, or the environment's for none. */
export function memoryPromotions(
  rows: MemoryRows,
  { stage, look }: { readonly stage: MemoryStage; readonly look: (promotion?: MemoryPromotion) => Promise<void> },
): MemoryPromotions {
  const promotions: MemoryPromotion[] = [];
  const later = () => ({ do: "wait" as const, lookAgainAt: Date.now() + LATER_MS });
  const undoOf = ({ steps }: MemoryOperation): readonly MemoryStep[] =>
    steps
      .filter(({ state }) => state === "Succeeded" || state === "Failed")
      .toReversed()
      .map(({ name }) => ({
        name: `undo-${name}`,
        time: "undo",
        state: "Pending",
        always: false,
        continueOnFailure: false,
      }));
  const byId = (id: string) => {
    const found = promotions.find((promotion) => promotion.id === id);
    if (found === undefined) throw new Error(`no promotion "${id}"`);
    return found;
  };

  async function request(promotion: MemoryPromotion): Promise<void> {
    for (const older of promotions) {
      if (older === promotion) break;
      if (older.state !== "Waiting" || older.operation !== undefined) continue;
      older.state = "Superseded";
      await look(older);
    }
    promotion.operation = rows.accept("deploy", stage.steps);
    await look();
  }

  async function lookAt(promotion: MemoryPromotion): ReturnType<PromotionActivities["lookAtPromotion"]> {
    promotion.looks += 1;
    if (isPromotionOver(promotion.state)) {
      promotion.isFinished = true;
      return { do: "end" };
    }
    if (promotion.state !== "Waiting" || promotion.operation !== undefined) return later();
    const nowMs = Date.now();
    const isOpenAgain = promotion.wait?.until !== undefined && promotion.wait.until <= nowMs;
    const step = decidePromotion(
      {
        isCancelRequested: false,
        isEnvironmentLeaving: false,
        vetoes: [],
        gates: [{ name: "gate", reasons: [], ...promotion.gate }],
        waits: promotion.wait === undefined || isOpenAgain ? [] : [promotion.wait],
      },
      nowMs,
    );
    if (step.do === "wait") return { do: "wait", lookAgainAt: step.lookAgainAt };
    if (step.do === "end") {
      promotion.state = step.outcome;
      return { do: "wait", lookAgainAt: nowMs };
    }
    await request(promotion);
    return later();
  }

  return {
    promotions,
    activities: {
      lookAtPromotion: async ({ promotionId }) => await lookAt(byId(promotionId)),
      lookWithoutAsking: async ({ promotionId }) =>
        stage.asksOutside ? { do: "ask" } : await lookAt(byId(promotionId)),
    },
    promote(gate) {
      const id = `promotion-${promotions.length + 1}-${Math.random().toString(36).slice(2, 8)}`;
      const promotion: MemoryPromotion = {
        id,
        state: "Waiting",
        operation: undefined,
        gate,
        wait: undefined,
        isFinished: false,
        looks: 0,
      };
      promotions.push(promotion);
      return promotion;
    },
    cancel(promotion) {
      if (promotion.operation === undefined) promotion.state = "Cancelled";
      else rows.cancel(promotion.operation);
    },
    decide(promotion, choice) {
      const { operation } = promotion;
      if (operation === undefined) throw new Error(`promotion "${promotion.id}" never had an operation`);
      if (choice === "leave") return void (promotion.state = "Failed");
      if (choice === "restore") {
        promotion.state = "Restoring";
        promotion.operation = rows.accept("restore", undoOf(operation));
        return;
      }
      const failed = choice === "skip" ? "Skipped" : "Pending";
      const steps = operation.steps.map((step): MemoryStep =>
        step.state === "Failed" ? { ...step, state: failed } : step,
      );
      promotion.state = "Running";
      promotion.operation = rows.accept("deploy", steps);
    },
    settle(operation) {
      const promotion = promotions.find((one) => one.operation === operation);
      if (promotion === undefined) return;
      if (operation.state === "Succeeded") {
        promotion.state = operation.kind === "restore" ? "Restored" : "Verified";
      } else if (operation.state === "Not admitted") {
        promotion.operation = undefined;
      } else if (operation.kind === "restore") {
        promotion.state = "Restore failed";
      } else if (stage.onFailure === "hold") {
        promotion.state = "Held";
      } else {
        promotion.state = "Restoring";
        promotion.operation = rows.handOn("restore", undoOf(operation));
      }
    },
  };
}
