import { effectKey } from "../../activities/effects/make-effects.ts";
import type { Lane } from "./lanes.ts";
import type { Scenario } from "./scenarios.ts";

/** One promotion of the test. */
export interface PromotionRun {
  readonly id: string;
  readonly lane: Lane;
  readonly scenario: Scenario;
  /** Number of the release. */
  readonly release: number;
  readonly environment: string;
}

/** The key that the change of a promotion carries. */
export function changeKeyOf({ id, lane }: PromotionRun): string {
  return effectKey([id, `change_${lane.id}`, "create"]);
}

/** The key that the issue of a promotion carries. */
export function issueKeyOf({ id, lane }: PromotionRun): string {
  return effectKey([id, `ticket_${lane.id}`, "create"]);
}
