import { z } from "zod";

/** When the process is to kill itself: after a line of the log, or after so many more effects. */
export const CrashBody = z.union([
  z.strictObject({ afterEffectSeq: z.number().int().min(1) }),
  z.strictObject({ afterEffects: z.number().int().min(1) }),
  z.strictObject({ atOnce: z.literal(true) }),
]);

/** A place in the log where the process kills itself, after the effect is on disk and before anybody is told. */
export interface CrashPoint {
  set(crash: z.infer<typeof CrashBody>): void;
  /** Kills the process when the effect on this line is the one. Call it when the line is on disk. */
  passEffect(seq: number): void;
}

export function crashPoint(kill = (): void => void process.kill(process.pid, "SIGKILL")): CrashPoint {
  let atSeq = Infinity;
  let left = Infinity;
  return {
    set(crash) {
      if ("atOnce" in crash) return kill();
      if ("afterEffectSeq" in crash) atSeq = crash.afterEffectSeq;
      if ("afterEffects" in crash) left = crash.afterEffects;
      return undefined;
    },
    passEffect(seq) {
      left -= 1;
      if (seq >= atSeq || left <= 0) kill();
    },
  };
}
