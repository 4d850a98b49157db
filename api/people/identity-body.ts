import { z } from "@hono/zod-openapi";
import { IDENTITY_SYSTEMS } from "../../domain/schema/access.ts";

const VISIBLE = /^[\x21-\x7e]{1,200}$/;

/** An account elsewhere, by ids that never change. */
export const IdentityBody = z.strictObject({
  system: z.enum(IDENTITY_SYSTEMS),
  tenant: z
    .string()
    .regex(VISIBLE, "1 to 200 visible ASCII characters")
    .describe("Id of the workspace (T0123ABC), or address of the issuer."),
  subject: z
    .string()
    .regex(VISIBLE, "1 to 200 visible ASCII characters")
    .describe("Id of the account there (U0123ABC); no name, no address."),
});
