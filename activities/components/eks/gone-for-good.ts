import { setTimeout as sleep } from "node:timers/promises";

/** How sure to be that something is gone: EKS may say so for a moment of what is there. */
export interface GoneLimits {
  /** Looks in a row that find nothing, the first included. */
  readonly looks: number;
  readonly everyMs: number;
}

/** Whether further looks find nothing either, after one that found nothing. */
export async function isGoneForGood(
  find: () => Promise<unknown>,
  { looks, everyMs }: GoneLimits,
  signal: AbortSignal,
): Promise<boolean> {
  for (let look = 1; look < looks; look++) {
    await sleep(everyMs, undefined, { signal });
    if ((await find()) !== undefined) return false;
  }
  return true;
}
