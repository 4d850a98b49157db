import { z } from "zod";
import { PERMISSIONS } from "./user.ts";

/** Body of `PUT /__sim/jira/users/:email`. What is absent stays; a new account may do everything. */
export const UserBody = z.strictObject({
  token: z.string().min(1).optional(),
  displayName: z.string().min(1).optional(),
  permissions: z.record(z.string().min(1), z.array(z.enum(PERMISSIONS))).optional(),
});
