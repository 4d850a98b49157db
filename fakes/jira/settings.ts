import { z } from "zod";
import { IndexLag } from "./index-lag.ts";

/** How the simulated site behaves. Lives as long as the process; effects that happened keep what they met. */
export interface Settings {
  indexLag: IndexLag;
  /** How long an accepted deployment waits in the queue. */
  deploymentLagMs: number;
  /** After how long new issues are approved and gates are opened by themselves; never when undefined. */
  autoApproveMs: number | undefined;
  /** Ids of the services that a deployment may name. */
  services: readonly string[] | "any";
}

/** Body of `PUT /__sim/jira/settings`: what to change. */
export const SettingsBody = z.strictObject({
  indexLag: IndexLag.optional(),
  deploymentLagMs: z.int().min(0).max(3_600_000).optional(),
  autoApproveMs: z.int().min(0).max(86_400_000).nullable().optional().describe("Null switches it off."),
  services: z.union([z.array(z.string().min(1)), z.literal("any")]).optional(),
});
