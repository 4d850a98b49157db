import { setTimeout as sleep } from "node:timers/promises";

/** How sure to be that something is gone: EKS may say so for a moment of what is there. */
export interface GoneLimits {
  /** Looks in a row that find nothing, the first included. */
  readonly looks: number;
  readonly everyMs: number;
  /**
   * What was made or asked for is not shown everywhere at once: for so long, milliseconds, looks that find nothing, or what
   * was there before, prove nothing. None when absent.
   */
  readonly freshMs?: number;
}

/** Whether something happened so lately that looks may be older than it. */
export function isFresh(at: number | undefined, { freshMs = 0 }: GoneLimits, nowMs: number): boolean {
  return at !== undefined && nowMs - at < freshMs;
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
