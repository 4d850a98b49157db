import { z } from "zod";

const Group = z.string().min(1).max(63);

/** Who is asked before an environment is deleted. */
export const DeletionApproval = z.strictObject({
  from: Group.describe("Group whose members decide."),
  count: z.int().min(1).max(20).default(1).describe("How many of them have to say yes."),
  within: z
    .string()
    .regex(/^\d{1,9}(s|m|h|d)$/, 'write a duration as "60s", "10m", "2h" or "3d"')
    .default("24h")
    .describe("How long they have; after it nothing is deleted."),
  breakGlass: Group.optional().describe("Group whose members may pass it without votes, with a reason."),
});
