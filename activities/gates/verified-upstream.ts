import { z } from "zod";
import { decideVerifiedUpstream } from "../../domain/decide-verified-upstream.ts";
import { defineGate } from "./gate.ts";

/** Waits until the release is verified in every stage before. */
export const verifiedUpstream = defineGate({
  kind: "verified-upstream",
  summary: "Waits until the release is verified in every stage before.",
  config: z.strictObject({}),
  outputs: {},
  examples: [{}],
  concerns: "release",
  asksNobody: true,
  evaluate: async (_config, { upstream }) => decideVerifiedUpstream(upstream),
});
