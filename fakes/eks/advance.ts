import { z } from "zod";
import type { Eks } from "./start-eks.ts";

// A list of timers that feeds itself must not go on for ever.
const STEPS_MAX = 1_000_000;

/** How far to advance. */
export const AdvanceBody = z.union([
  z.strictObject({ seconds: z.number().min(0) }),
  z.strictObject({ untilIdle: z.literal(true) }),
  /** `status` null waits until it is gone. */
  z.strictObject({ untilResource: z.string(), status: z.string().nullable() }),
]);

/** Moves the clock on, and lets all that is due on the way happen. Answers whether what was waited for came. */
export function advance(eks: Eks, by: z.infer<typeof AdvanceBody>): boolean {
  const { clock, timeline } = eks;
  timeline.catchUp();
  if ("seconds" in by) {
    clock.jumpTo(clock.nowMs() + Math.round(by.seconds * 1000));
    timeline.catchUp();
    return true;
  }
  const isReached = "untilIdle" in by ? () => false : () => statusOf(eks, by.untilResource) === by.status;
  for (let step = 0; step < STEPS_MAX && !isReached(); step += 1) {
    const next = eks.store.timers.next();
    if (next === undefined) return "untilIdle" in by;
    clock.jumpTo(next.at);
    timeline.catchUp();
  }
  return isReached();
}

function statusOf({ store }: Eks, key: string): string | null {
  const doc = store.get(key)?.doc;
  return doc === undefined ? null : String(doc["status"]);
}
