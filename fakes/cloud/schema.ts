import { z } from "zod";

const JsonObject = z.record(z.string(), z.unknown());
const Seconds = z.number().min(0).max(1_000_000);

/** Body of `PUT /resources/:id`. */
export const PutBody = z.strictObject({
  type: z.string().min(1).max(200).describe("What the resource is, as `eks-control-plane`."),
  seconds: Seconds.describe("Typical time the cloud needs to create it, in seconds before the time scale."),
  updateSeconds: Seconds.optional().describe("Typical time of an update; 0.3 × seconds when absent."),
  deleteSeconds: Seconds.optional().describe("Typical time of a deletion; 0.3 × seconds when absent."),
  properties: JsonObject.describe("What is wanted. Other properties than those in place are an update."),
  tags: JsonObject.optional().describe("Labels. Absent keeps the tags in place."),
});
/** A wish for a resource, parsed. */
export type PutBody = z.infer<typeof PutBody>;

/** Body of `POST /control/faults`. */
export const FaultBody = z.strictObject({
  match: z
    .strictObject({
      method: z.enum(["GET", "PUT", "DELETE"]).optional(),
      idPrefix: z.string().min(1).optional().describe("Start of the resource's id; never matches a listing."),
      type: z.string().min(1).optional().describe("Type of the resource; never matches a listing."),
    })
    .default({})
    .describe("Which calls are hit; an empty match is every call it can hit."),
  kind: z.enum(["500", "429", "drop-answer", "fail", "stall", "malformed", "never-ready", "stale-read"]),
  times: z.union([z.int().positive(), z.literal("forever")]).default(1),
  retryAfterSeconds: z.int().min(0).default(1).describe("Retry-After of a 429."),
});
/** A fault to inject, parsed. */
export type FaultBody = z.infer<typeof FaultBody>;

/** Body of `POST /control/resources/:id`. */
export const OutsideChange = z.discriminatedUnion("action", [
  z.strictObject({ action: z.literal("remove") }),
  z.strictObject({ action: z.literal("fail") }),
  z.strictObject({
    action: z.literal("set"),
    properties: JsonObject.describe("Replaces the properties in place."),
  }),
]);
/** A change behind the back of whoever made the resource, parsed. */
export type OutsideChange = z.infer<typeof OutsideChange>;

/** Query of `GET /resources`. */
export const ListQuery = z.object({
  prefix: z.string().default(""),
  type: z.string().optional(),
  limit: z.coerce.number().int().positive().default(100),
  continue: z.string().optional().describe("The `continue` of the page before."),
});
/** What to list, parsed. */
export type ListQuery = z.infer<typeof ListQuery>;

/** Query of `GET /resources/:id`. */
export const ReadQuery = z.object({ waitMs: z.coerce.number().int().min(0).default(0) });
