import type { ComponentView, EnvironmentDetail } from "./answers.ts";
import { apiPath } from "./api-path.ts";
import { ProblemFailure } from "./problem-failure.ts";
import type { PromotionDetail } from "./promotion-answers.ts";
import type { Session } from "./session.ts";

/** What one look at a promotion found. */
export interface PromotionLook {
  readonly id: string;
  /** Absent when there is no such promotion. */
  readonly promotion?: PromotionDetail;
  /** Components of its environment, while it changes them or is held over them; empty otherwise. */
  readonly components: readonly ComponentView[];
}

const ACTIVE = ["Running", "Restoring", "Held", "Restore failed"];

/** Looks at a promotion, and at the components that it changes. Throws as `request` does, except for what is not there. */
export async function lookAtPromotion(session: Session, id: string): Promise<PromotionLook> {
  const promotion = await unlessAbsent(session.request<PromotionDetail>({ path: apiPath("promotions", id) }));
  if (promotion === undefined) return { id, components: [] };
  if (!ACTIVE.includes(promotion.state)) return { id, promotion, components: [] };
  const path = apiPath("environments", promotion.project, promotion.environment);
  const environment = await unlessAbsent(session.request<EnvironmentDetail>({ path }));
  return { id, promotion, components: environment?.componentList ?? [] };
}

async function unlessAbsent<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ProblemFailure && error.problem.status === 404) return undefined;
    throw error;
  }
}
