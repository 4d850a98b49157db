import { setTimeout as sleep } from "node:timers/promises";
import { capLog } from "../../components/process/cap-log.ts";
import type { StepAnswer, StepContext } from "../step.ts";
import type { CommandRun } from "./command-run.ts";
import { launchRun } from "./launch-run.ts";
import { lookAtRun } from "./look-at-run.ts";

const LOOK_EVERY_MS = 25;
/** An attempt looks for so long before it hands the wait back, milliseconds. */
const LOOK_FOR_MS = 5_000;
const SHOWN_LINES = 20;

/** Launches a run unless it was launched before, and looks for a few seconds how it goes. */
export async function followRun(wanted: CommandRun, context: StepContext): Promise<StepAnswer> {
  const until = Date.now() + LOOK_FOR_MS;
  for (;;) {
    context.signal.throwIfAborted();
    const seen = await lookAtRun(wanted);
    if (seen.status === "absent") {
      const missing = await launchRun(wanted, context);
      if (missing !== undefined) return { status: "failed", reason: missing };
      continue;
    }
    if (seen.status !== "waits") {
      const tail = String(seen.output?.["stdoutTail"] ?? "").trimEnd();
      for (const line of tail.split("\n").slice(-SHOWN_LINES)) if (line !== "") context.log(line);
      return seen;
    }
    if (Date.now() >= until) {
      await capLog(wanted.run);
      return seen;
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal: context.signal });
  }
}
