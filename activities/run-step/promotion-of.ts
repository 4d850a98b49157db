import type { OpenedStep } from "../../adapters/cell-records/step-records-port.ts";
import type { PromotionFacts } from "../../domain/promotion-facts.ts";

/** The promotion as a step and its expressions see it. */
export function promotionOf({ promotion, project, facts }: OpenedStep): PromotionFacts {
  const { name, class: environmentClass } = facts.environment;
  return { ...promotion, project, environment: { name, class: environmentClass } };
}
