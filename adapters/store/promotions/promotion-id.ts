import { createHash } from "node:crypto";

const LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH = 16;

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
  const text = JSON.stringify([environmentUid, pipeline, pipelineVersion, kind, releaseDigest, attempt]);
  let bits = BigInt(`0x${createHash("sha256").update(text).digest("hex")}`);
  let letters = "";
  for (let place = 0; place < LENGTH; place += 1) {
    letters += LETTERS.charAt(Number(bits & 31n));
    bits >>= 5n;
  }
  return `pr-${letters}`;
}
