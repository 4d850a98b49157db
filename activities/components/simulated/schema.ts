import { z } from "zod";
import { type JsonObject, JsonValue } from "../../../domain/schema/json.ts";

/** Account and region of what names none. */
export const PLACE_DEFAULT = "local";

const Name = z.string().min(1).max(100);
const Seconds = z.number().min(0).max(1_000_000);

/** Config of a resource of the simulated cloud. */
export const SimulatedConfig = z.strictObject({
  account: Name.optional().describe("Whose it is: an account of the cloud; `local` when absent."),
  region: Name.optional().describe("Where it is; `local` when absent."),
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

const State = z.enum(["creating", "updating", "deleting", "ready", "failed"]);

// Only the fields we use, so a newer cloud does not break us.
/** What the cloud says of a resource. */
export const SimulatedResource = z.object({
  state: State,
  type: z.string(),
  reason: z.string().optional(),
  properties: z.record(z.string(), JsonValue),
  tags: z.record(z.string(), JsonValue).default({}),
  account: z.string().default(PLACE_DEFAULT),
  region: z.string().default(PLACE_DEFAULT),
  outputs: z.object({ url: z.string(), id: z.string() }),
  secretOutputs: z.object({ token: z.string() }),
});

/** What the cloud says of a resource, parsed. */
export type SimulatedResource = z.infer<typeof SimulatedResource>;

// What was read as JSON holds nothing else: to check each value again would nearly double what a listing costs.
const JsonRecord = z.custom<JsonObject>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
);

/** What the cloud shows of a resource to whoever looks for drift. */
export const SimulatedSummary = z.object({
  id: z.string(),
  state: State,
  type: z.string(),
  reason: z.string().optional(),
  properties: JsonRecord,
  tags: JsonRecord,
  /** What was changed behind our back: `properties.<name>`, `tags.<name>`, `type` or `state`. */
  changedBy: z.record(z.string(), z.object({ who: z.string(), at: z.number() })).optional(),
});
/** What the cloud shows of a resource, parsed. */
export type SimulatedSummary = z.infer<typeof SimulatedSummary>;

/** A page of the resources of a place. Of some the cloud may be unable to say more than that they are there. */
export const SimulatedListing = z.object({
  items: z.array(z.union([SimulatedSummary, z.object({ id: z.string(), error: z.looseObject({}) })])),
  continue: z.string().optional(),
});

/** A page of the resources of a place, parsed. */
export type SimulatedListing = z.infer<typeof SimulatedListing>;

/** A page of the resources whose ids begin alike. */
export const SimulatedPage = z.object({
  items: z.array(z.object({ id: z.string() })),
  continue: z.string().optional(),
});

/** Why the cloud refused. */
export const SimulatedRefusal = z.object({ code: z.string(), message: z.string() });
