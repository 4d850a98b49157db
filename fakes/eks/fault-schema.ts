import { z } from "zod";

const Seconds = z.number().min(0);

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
