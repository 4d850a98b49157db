import { z } from "zod";

const Channel = z
  .string()
  .max(81)
  .regex(
    /^([CG][A-Z0-9]{1,20}|#[^\s#,<>&|]{1,80})$/,
    'write a channel by its id, as "C0123456789", or by its name, as "#releases"',
  );

/** Where votes are taken: by buttons of the message, or elsewhere only. */
export const CHAT_MODES = ["decide", "link-only"] as const;
/** One of the modes above. */
export type ChatMode = (typeof CHAT_MODES)[number];

/** Where a project's approvals are told in Slack, and whether they can be decided there. */
export const ChatChannels = z.strictObject({
  channels: z
    .strictObject({
      default: Channel.optional().describe("For classes that have none of their own."),
      dev: Channel.optional(),
      staging: Channel.optional(),
      prod: Channel.optional(),
    })
    .default({})
    .describe("By class. An id is better than a name: what Slack did not answer can be looked up by id only."),
  mode: z
    .enum(CHAT_MODES)
    .default("decide")
    .describe("decide: messages have buttons to vote. link-only: they only tell, and votes come by CLI or API."),
});

/** Parsed channels of a project. */
export type ChatChannels = z.infer<typeof ChatChannels>;
