import { z } from "zod";
import { Duration } from "../../domain/schema/duration.ts";
import { defineStep } from "./step.ts";

const LONGEST_MS = 600_000;

/** Lets some time pass. */
export const wait = defineStep({
  kind: "wait",
  summary: "Lets some time pass, at most ten minutes, counted from its first attempt.",
  config: z.strictObject({
    for: Duration.pipe(z.int().min(0).max(LONGEST_MS, "at most 10m; longer waits belong into a gate")).describe(
      "How long, as `30s` or `2m`; at most `10m`.",
    ),
  }),
  outputs: {},
  examples: [{ for: "30s" }],
  timeoutMs: LONGEST_MS + 60_000,
  async run(config, { startedAt, nowMs }) {
    const leftMs = startedAt + config.for - nowMs;
    if (leftMs <= 0) return { status: "succeeded" };
    return { status: "waits", reason: `${Math.ceil(leftMs / 1_000)} s to go`, lookAgainInMs: leftMs };
  },
});
