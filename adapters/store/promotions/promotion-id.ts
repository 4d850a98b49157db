import { idOfCause } from "../id-of-cause.ts";

/** What a promotion is named after. */
export interface PromotionCause {
  readonly environmentUid: string;
  readonly pipeline: string;
  readonly pipelineVersion: number;
  readonly kind: string;
  readonly releaseDigest: string;
  /** From 1. */
  readonly attempt: number;
}

/** A promotion's id: `pr-` and 16 letters, the same for the same cause. */
export function promotionId(cause: PromotionCause): string {
  const { environmentUid, pipeline, pipelineVersion, kind, releaseDigest, attempt } = cause;
  return idOfCause("pr", [environmentUid, pipeline, pipelineVersion, kind, releaseDigest, attempt]);
}
