import { z } from "zod";

const FAULT_KINDS = [
  "500",
  "503",
  "429",
  "401",
  "html-200",
  "html-503",
  "login-redirect",
  "truncated",
  "slow",
  "timeout-before-effect",
  "timeout-after-effect",
  "reset-before-effect",
  "reset-after-effect",
] as const;

/** Body of `POST /__sim/servicenow/faults`. */
export const FaultBody = z.strictObject({
  match: z
    .strictObject({
      method: z.enum(["GET", "POST", "PATCH", "PUT", "DELETE"]).optional(),
      path: z.string().min(1).optional().describe("A part of path and query."),
      body: z.string().min(1).optional().describe("A part of the body, as a key."),
    })
    .default({})
    .describe("Which calls are hit; an empty match is every call under `/api` and `/oauth_token.do`."),
  kind: z
    .enum(FAULT_KINDS)
    .describe("`timeout-…` never answers, `reset-…` closes the connection, `truncated` answers half a document."),
  afterEffect: z
    .boolean()
    .default(false)
    .describe("Whether 500, 503 and the HTML answers come after the call had its effect, which they hide."),
  times: z.union([z.int().positive(), z.literal("forever")]).default(1),
  skip: z.int().min(0).default(0).describe("How many matching calls pass first."),
  retryAfter: z
    .union([z.int().min(0), z.string(), z.null()])
    .default(1)
    .describe("Retry-After of 429 and 503: seconds, any text such as an HTTP date, or null for none."),
  delayMs: z.int().min(0).max(600_000).default(1000).describe("How much later `slow` answers."),
});
/** A fault to inject, parsed. */
export type FaultBody = z.infer<typeof FaultBody>;

/** Body of `PATCH …/approvals`. */
export const VoteBody = z
  .object({ state: z.enum(["approved", "rejected"]), comments: z.string().default("") })
  .refine(({ state, comments }) => state === "approved" || comments !== "", "comments are required to reject");

/** Body of a verb of a person, `POST /__sim/servicenow/changes/:number/:verb`. Forms send texts, and "" for nothing. */
export const VerbBody = z.object({
  as: z.string().optional().describe("User name of who does it."),
  comment: z.string().default("").describe("Comment, reason or note."),
  start: z.string().optional().describe("New planned start, in UTC."),
  end: z.string().optional().describe("New planned end, in UTC."),
  closeCode: z.string().default("successful"),
  fields: z.record(z.string(), z.string()).default({}).describe("Columns that `force` sets, whatever is legal."),
});
/** What a person gives with a verb, parsed. */
export type VerbBody = z.infer<typeof VerbBody>;
