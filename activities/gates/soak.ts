import { z } from "zod";
import { decideSoak } from "../../domain/decide-soak.ts";
import { Duration } from "../../domain/schema/duration.ts";
import { defineGate } from "./gate.ts";

/** Waits until the release has stood verified in every stage before for a while. */
export const soak = defineGate({
  kind: "soak",
  summary: "Waits until the release has stood verified in every stage before for a while.",
  config: z.strictObject({ for: Duration.describe("How long, as `10m` or `2d`.") }),
  outputs: {},
  examples: [{ for: "10m" }, { for: "2d" }],
  concerns: "release",
  asksNobody: true,
  evaluate: async (config, { upstream, nowMs }) => decideSoak(upstream, config.for, nowMs),
});
