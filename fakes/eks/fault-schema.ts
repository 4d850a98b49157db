import { z } from "zod";

const Seconds = z.number().min(0);
/** `before` has no effect, `after` hides one that happened. */
const When = z.enum(["before", "after"]).default("before");

/** What becomes of the transition that a call starts, instead of its normal course. */
export const OverrideSchema = z.discriminatedUnion("do", [
  z.strictObject({
    do: z.literal("fail"),
    code: z.string(),
    message: z.string().default("injected by the simulator"),
    resourceIds: z.array(z.string()).nullable().default(null),
    /** Simulated seconds after the call; drawn unless given. */
    afterSeconds: Seconds.optional(),
    /** Status of the resource then; that of the state machine unless given. */
    status: z.string().optional(),
  }),
  /** The transition never ends by itself. */
  z.strictObject({ do: z.literal("stick") }),
  z.strictObject({ do: z.literal("slow"), factor: z.number().positive() }),
]);

export type Override = z.infer<typeof OverrideSchema>;

/** What another user does; `operation` is one of the API, or one that only the simulator has. */
export const OutsideSchema = z.strictObject({
  operation: z.string(),
  input: z.record(z.string(), z.unknown()).default({}),
  /** Where; that of the cluster named in the input unless given. */
  account: z.string().optional(),
  region: z.string().optional(),
});

export const ActionSchema = z.discriminatedUnion("do", [
  z.strictObject({
    do: z.literal("error"),
    name: z.string(),
    /** That of the name unless given. */
    status: z.number().int().min(400).max(599).optional(),
    message: z.string().default("injected by the simulator"),
    headers: z.record(z.string(), z.string()).default({}),
    retryAfterSeconds: Seconds.optional(),
    when: When,
  }),
  /** In real time. */
  z.strictObject({ do: z.literal("delay"), ms: z.number().min(0).max(600_000), when: When }),
  z.strictObject({ do: z.literal("hang"), when: When }),
  z.strictObject({ do: z.literal("reset"), when: When }),
  /** Cuts the body in half. */
  z.strictObject({ do: z.literal("truncate") }),
  /** Does the call twice, as a network does; the first one is answered. */
  z.strictObject({ do: z.literal("duplicate") }),
  z.strictObject({ do: z.literal("html"), status: z.number().int().default(502), when: When }),
  z.strictObject({ do: z.literal("empty"), status: z.number().int().default(500), when: When }),
  /** Timestamps as ISO 8601 texts, which the SDK does not take. */
  z.strictObject({ do: z.literal("iso-timestamps") }),
  /** Puts a value into the answer, as `{ path: "cluster.status", value: "REPAIRING" }`. */
  z.strictObject({ do: z.literal("rewrite"), path: z.string(), value: z.unknown() }),
  z.strictObject({ do: z.literal("null-lists") }),
  /** Reads see what was that many simulated seconds ago, at most 600. */
  z.strictObject({ do: z.literal("stale"), seconds: Seconds.max(600) }),
  z.strictObject({ do: z.literal("page"), how: z.enum(["shuffle", "lose"]) }),
  /** A `Date` header that far from the real time. */
  z.strictObject({ do: z.literal("date"), skewSeconds: z.number() }),
  /** The cluster of the call refuses mutations for that many simulated seconds, unseen. */
  z.strictObject({ do: z.literal("lock"), seconds: Seconds }),
  z.strictObject({ do: z.literal("override"), override: OverrideSchema }),
  z.strictObject({ do: z.literal("outside"), change: OutsideSchema, when: When }),
  z.strictObject({ do: z.literal("clock"), seconds: Seconds }),
]);

export type Action = z.infer<typeof ActionSchema>;

/** A fault that waits for its calls. */
export const FaultSchema = z.strictObject({
  id: z.string().min(1),
  match: z
    .strictObject({
      /** Any unless given. */
      operation: z.union([z.string(), z.array(z.string())]).optional(),
      /** Key of what the call is about; a star stands for any text. */
      resource: z.string().optional(),
      account: z.string().optional(),
      region: z.string().optional(),
      sdkAttempt: z.number().int().optional(),
      /** Members the input has, at least: labels, query and body together. */
      input: z.record(z.string(), z.unknown()).optional(),
    })
    .default({}),
  action: ActionSchema,
  times: z.union([z.number().int().min(1), z.literal("forever")]).default(1),
  /** How many matching calls pass before the first one is hit. */
  after: z.number().int().min(0).default(0),
  probability: z.number().min(0).max(1).default(1),
  /** Simulated seconds after which it is over; never unless given. */
  forSeconds: Seconds.optional(),
});

export type Fault = z.infer<typeof FaultSchema>;
