import { z } from "zod";
import { JsonValue } from "../../../domain/schema/json.ts";

const Seconds = z.number().min(0).max(1_000_000);

/** Config of a resource of the simulated cloud. */
export const SimulatedConfig = z.strictObject({
  type: z.string().min(1).max(200).describe("What the resource is, as `eks-control-plane`."),
  seconds: Seconds.describe("Typical time the cloud needs to create it, in seconds before its time scale."),
  updateSeconds: Seconds.optional().describe("Typical time of an update; the cloud's own when absent."),
  deleteSeconds: Seconds.optional().describe("Typical time of a deletion; the cloud's own when absent."),
  properties: z
    .record(z.string().max(200), JsonValue)
    .default({})
    .describe("What is wanted of it; other ones are an update."),
});
/** Config of a resource of the simulated cloud, parsed. */
export type SimulatedConfig = z.infer<typeof SimulatedConfig>;

// Only the fields we use, so a newer cloud does not break us.
/** What the cloud says of a resource. */
export const SimulatedResource = z.object({
  state: z.enum(["creating", "updating", "deleting", "ready", "failed"]),
  type: z.string(),
  reason: z.string().optional(),
  properties: z.record(z.string(), JsonValue),
  outputs: z.object({ url: z.string(), id: z.string() }),
  secretOutputs: z.object({ token: z.string() }),
});

/** A page of the resources whose ids begin alike. */
export const SimulatedPage = z.object({
  items: z.array(z.object({ id: z.string(), state: z.string() })),
  continue: z.string().optional(),
});

/** Why the cloud refused. */
export const SimulatedRefusal = z.object({ code: z.string(), message: z.string() });
