import { ApplicationFailure } from "@temporalio/common";
import type { MemoryPromotion } from "./memory-promotions.ts";
import type { MemoryStep } from "./memory-rows.ts";
import { livePromotions, type PromotionLife } from "./promotion-life.ts";
import type { TestTemporal } from "./temporal.ts";

const PASSES: MemoryPromotion["gate"] = { verdict: "pass" };
const FREEZE_MS = 1_500;
const LOOKS_TO_ROLL = 30;

const step = (name: string, time: MemoryStep["time"], more: Partial<MemoryStep> = {}): MemoryStep => ({
  name,
  time,
  state: "Pending",
  always: false,
  continueOnFailure: false,
  ...more,
});
/** A step that fails so often, and then succeeds. */
const failing = (name: string, time: MemoryStep["time"], times = Infinity): MemoryStep => {
  let left = times;
  return step(name, time, {
    run: async () => (left-- > 0 ? { status: "failed", reason: "exit code 1" } : { status: "succeeded" }),
  });
};
const COMPONENTS = [
  { name: "api", needs: [] },
  { name: "web", needs: ["api"] },
];

/** A release that failed at its check and is held. */
async function held(
  temporal: TestTemporal,
  check: MemoryStep,
  decide: (life: PromotionLife, promotion: MemoryPromotion) => void,
): Promise<PromotionLife> {
  const steps = [step("migrate", "before"), check, step("announce", "after")];
  return await livePromotions(temporal, { components: COMPONENTS, steps, onFailure: "hold" }, async (life) => {
    const promotion = life.promote(PASSES);
    await life.look(promotion);
    await life.until(() => promotion.state === "Held");
    decide(life, promotion);
    await life.look(promotion);
    await life.look();
    await life.ended(promotion);
  });
}

/** The lives of promotions whose histories are kept and replayed, by name. */
export const PROMOTION_STORIES: Readonly<Record<string, (temporal: TestTemporal) => Promise<PromotionLife>>> = {
  verified: async (temporal) => {
    const steps = [
      step("snapshot-database", "snapshot"),
      step("migrate", "before"),
      step("check", "after"),
      step("tidy", "after", { always: true }),
      step("announce", "after", {
        continueOnFailure: true,
        run: async () => ({ status: "skipped", reason: "nobody listens" }),
      }),
    ];
    return await livePromotions(temporal, { components: COMPONENTS, steps }, async (life) => {
      const promotion = life.promote(PASSES);
      await life.look(promotion);
      await life.ended(promotion);
    });
  },
  asking: async (temporal) =>
    await livePromotions(temporal, { components: COMPONENTS, asksOutside: true }, async (life) => {
      const promotion = life.promote({ verdict: "wait" });
      await life.look(promotion);
      await life.until(() => promotion.looks === 1);
      promotion.gate = PASSES;
      await life.look(promotion);
      await life.ended(promotion);
    }),
  rejected: async (temporal) =>
    await livePromotions(temporal, { asksOutside: true }, async (life) => {
      const promotion = life.promote({ verdict: "reject" });
      await life.look(promotion);
      await life.ended(promotion);
    }),
  "superseded-waiting": async (temporal) =>
    await livePromotions(temporal, {}, async (life) => {
      const older = life.promote({ verdict: "wait" });
      await life.look(older);
      await life.until(() => older.looks === 1);
      const newer = life.promote(PASSES);
      await life.look(newer);
      await life.ended(older);
      await life.ended(newer);
    }),
  "cancelled-waiting": async (temporal) =>
    await livePromotions(temporal, {}, async (life) => {
      const promotion = life.promote({ verdict: "wait" });
      await life.look(promotion);
      await life.until(() => promotion.looks === 1);
      life.cancel(promotion);
      await life.look(promotion);
      await life.ended(promotion);
    }),
  frozen: async (temporal) =>
    await livePromotions(temporal, {}, async (life) => {
      const promotion = life.promote(PASSES);
      promotion.wait = { reason: "holidays", until: Date.now() + FREEZE_MS };
      await life.look(promotion);
      await life.ended(promotion); // Nobody looks again: it wakes by itself.
    }),
  retried: async (temporal) =>
    await held(temporal, failing("check", "after", 1), (life, promotion) => life.decide(promotion, "retry")),
  skipped: async (temporal) =>
    await held(temporal, failing("check", "after"), (life, promotion) => life.decide(promotion, "skip")),
  "restored-by-hand": async (temporal) =>
    await held(temporal, failing("check", "after"), (life, promotion) => life.decide(promotion, "restore")),
  left: async (temporal) =>
    await held(temporal, failing("check", "after"), (life, promotion) => life.decide(promotion, "leave")),
  restored: async (temporal) => {
    const steps = [
      step("migrate", "before"),
      failing("warm-up", "before"),
      step("check", "after"),
      step("tidy", "after", { always: true }),
    ];
    return await livePromotions(temporal, { components: COMPONENTS, steps }, async (life) => {
      const promotion = life.promote(PASSES);
      await life.look(promotion);
      await life.ended(promotion);
    });
  },
  "restore-failed": async (temporal) => {
    const broken = async () => await Promise.reject(ApplicationFailure.nonRetryable("exit code 1", "COMPONENT_EXITED"));
    return await livePromotions(
      temporal,
      { components: [{ name: "api", needs: [], converge: broken }], steps: [step("migrate", "before")] },
      async (life) => {
        const promotion = life.promote(PASSES);
        await life.look(promotion);
        await life.ended(promotion);
      },
    );
  },
  "admitted-later": async (temporal) => {
    let refusals = 1;
    return await livePromotions(temporal, { admits: () => refusals-- <= 0 }, async (life) => {
      const promotion = life.promote(PASSES);
      await life.look(promotion);
      await life.ended(promotion);
    });
  },
  "rolled-waiting": async (temporal) =>
    await livePromotions(temporal, { asksOutside: true }, async (life) => {
      const promotion = life.promote({ verdict: "wait" });
      for (let looks = 0; looks < LOOKS_TO_ROLL; looks = promotion.looks) {
        await life.look(promotion);
        await life.until(() => promotion.looks > looks);
      }
      promotion.gate = PASSES;
      await life.look(promotion);
      await life.ended(promotion);
    }),
};
