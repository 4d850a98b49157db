import type { DeliveryFacts, DeliveryQuestion, Period, PromotionFact, ReleaseFact } from "./delivery-facts.ts";
import { byEnd } from "./delivery-metric.ts";

/** How far before and after its period a report looks for failures, recoveries and earlier deployments of a release. */
export const LOOK_AROUND_MS = 30 * 86_400_000;
const REWORK_WITHIN_MS = 86_400_000;

/** What every metric is computed from. */
export interface DeliveryBasis {
  readonly period: Period;
  /** Deployments that count: of the environments asked for, ended in the period. By end. */
  readonly deployments: readonly PromotionFact[];
  /** Deployments of each environment that ended in the period or up to 30 days before or after it. By end. */
  readonly historyOf: (deployment: PromotionFact) => readonly PromotionFact[];
  readonly releases: readonly ReleaseFact[];
  readonly reworkWithinMs: number;
}

/** Chooses from the facts what is measured. A deployment is a promotion whose operation had its turn, whatever became of it. */
export function deliveryBasis(facts: DeliveryFacts, question: DeliveryQuestion): DeliveryBasis {
  const { period, reworkWithinMs = REWORK_WITHIN_MS } = question;
  const around = factsPeriod(period);
  const counted = facts.promotions
    .filter((promotion) => promotion.hadTurn && isAskedFor(promotion, question) && isWithin(promotion, around))
    .toSorted(byEnd);
  const historyByEnvironment = Map.groupBy(counted, environmentOf);
  return {
    period,
    deployments: counted.filter((deployment) => isWithin(deployment, period)),
    historyOf: (deployment) => historyByEnvironment.get(environmentOf(deployment)) ?? [],
    releases: facts.releases,
    reworkWithinMs,
  };
}

/** The span in which a promotion must have ended to matter to a report of the period. Facts from outside it change nothing. */
export function factsPeriod({ fromMs, toMs }: Period): Period {
  return { fromMs: fromMs - LOOK_AROUND_MS, toMs: toMs + LOOK_AROUND_MS };
}

/** Whether a deployment failed, also where what ran before it was restored. */
export function isFailed({ outcome }: PromotionFact): boolean {
  return outcome === "Failed" || outcome === "Restored" || outcome === "Restore failed";
}

function isAskedFor(promotion: PromotionFact, question: DeliveryQuestion): boolean {
  const { project, environments, stageClass = "prod" } = question;
  if (project !== undefined && promotion.project !== project) return false;
  if (environments === undefined) return promotion.stageClass === stageClass;
  return environments.includes(promotion.environment);
}

const isWithin = ({ endedAt }: PromotionFact, { fromMs, toMs }: Period) => endedAt >= fromMs && endedAt < toMs;

/** Names hold no slash. */
const environmentOf = ({ project, environment }: PromotionFact) => `${project}/${environment}`;
