import { timingSafeEqual } from "node:crypto";

/**
 * What a signature is worth. `missing`: there is none; `malformed`: it is none; `stale`: its time is too far from now;
 * `wrong`: no secret of ours made it.
 */
export type SignatureVerdict = "valid" | "missing" | "malformed" | "stale" | "wrong";

/** Headers of a request. */
export interface HeadersLike {
  get(name: string): string | null;
}

/** Where a clock may stand, seconds to either side of ours. */
const WINDOW_S = 300;

/** Compares in a time that does not depend on where two texts differ. Their length is no secret, and comes first. */
export function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.byteLength === right.byteLength && timingSafeEqual(left, right);
}

/** What a timestamp in whole seconds is worth; the edge of the window is inside. */
export function judgeTimestamp(text: string, nowMs: number): "valid" | "malformed" | "stale" {
  if (!/^\d{1,12}$/.test(text)) return "malformed";
  return Math.abs(Math.floor(nowMs / 1_000) - Number(text)) <= WINDOW_S ? "valid" : "stale";
}
