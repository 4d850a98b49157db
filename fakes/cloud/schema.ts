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
      account: z.string().min(1).optional().describe("Account that the call names, else that of the resource."),
      listing: z.boolean().optional().describe("Listings only, or everything but listings."),
    })
    .default({})
    .describe("Which calls are hit; an empty match is every call it can hit."),
  kind: z.enum([
    "500",
    "429",
    "drop-answer",
    "fail",
    "stall",
    "malformed",
    "never-ready",
    "stale-read",
    "partial-listing",
    "unreadable",
  ]),
  times: z.union([z.int().positive(), z.literal("forever")]).default(1),
  retryAfterSeconds: z.int().min(0).default(1).describe("Retry-After of a 429."),
});
/** A fault to inject, parsed. */
export type FaultBody = z.infer<typeof FaultBody>;

const By = z.string().min(1).max(200).default("somebody").describe("Who changes it; listings show it.");

/** Body of `POST /control/resources/:id`. */
export const OutsideChange = z.discriminatedUnion("action", [
  z.strictObject({ action: z.literal("remove"), by: By }),
  z.strictObject({ action: z.literal("fail"), by: By }),
  z.strictObject({
    action: z.literal("set"),
    properties: JsonObject.optional().describe("Replaces the properties in place; absent leaves them."),
    tags: JsonObject.optional().describe("Replaces the tags in place; absent leaves them."),
    type: z.string().min(1).max(200).optional().describe("Another type; absent leaves it."),
    by: By,
  }),
]);
/** A change behind the back of whoever made the resource, parsed. */
export type OutsideChange = z.infer<typeof OutsideChange>;

/** Query of `GET /resources`. */
export const ListQuery = z.object({
  prefix: z.string().default(""),
  type: z.string().optional(),
  tagged: z.string().optional().describe("Only resources that have this tag, with any value."),
  limit: z.coerce.number().int().positive().default(100),
  continue: z.string().optional().describe("The `continue` of the page before."),
  after: z.string().default("").describe("Begins behind this id, which need not be there; `continue` wins over it."),
});
/** What to list, parsed. */
export type ListQuery = z.infer<typeof ListQuery>;

/** Query of `GET /resources/:id`. */
export const ReadQuery = z.object({ waitMs: z.coerce.number().int().min(0).default(0) });

const Names = z.array(z.string().min(1).max(100)).min(1).max(1_000);

/** Body of `POST /control/fleet`. */
export const FleetBody = z.strictObject({
  seed: z.string().min(1).default("1").describe("The same seed gives the same ids and properties."),
  accounts: Names.default(["local"]).describe("Environments go round these, one after the other."),
  regions: Names.default(["local"]).describe("And round these, once for each round of the accounts."),
  environments: z.int().min(1).max(1_000_000),
  components: z.int().min(1).max(10_000).describe("Of each environment; at most 1,000,000 resources in all."),
  type: z.string().min(1).max(200).default("queue"),
  properties: JsonObject.default({
    size: "small",
    replicas: 2,
    settings: { tier: "standard", encrypted: true },
  }).describe("Of every resource; `serial` is drawn for each and added."),
});
/** A fleet of ready resources to make, parsed. */
export type FleetBody = z.infer<typeof FleetBody>;

/** Body of `POST /control/drift`. */
export const DriftBody = z.strictObject({
  seed: z.string().min(1).default("1").describe("The same seed changes the same resources in the same way."),
  share: z.number().min(0).max(1).describe("Which part of the ready resources, about."),
  kinds: z
    .array(z.enum(["changed", "missing", "extra", "type", "failed", "removed"]))
    .min(1)
    .default(["changed", "missing", "extra"])
    .describe("What becomes of them: one each, drawn."),
  account: z.string().min(1).optional().describe("Only of this account."),
  prefix: z.string().default("").describe("Only ids that start so."),
  by: By,
});
/** Drift to make, parsed. */
export type DriftBody = z.infer<typeof DriftBody>;

/** Body of `POST /control/rate`. */
export const RateBody = z.strictObject({
  perSecond: z
    .number()
    .positive()
    .nullable()
    .describe("Calls a second for each account, and its burst; null for no limit."),
});
