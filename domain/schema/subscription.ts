import { z } from "zod";
import { envelope, EnvironmentClass, labels, Name } from "./envelope.ts";

const SecretName = z.string().min(1).max(63);

/** Where events are told: exactly one of them. */
const WAYS = ["webhook", "email", "slack"] as const;

/** Which events of a project are told, and to whom. */
export const SubscriptionDocument = envelope(
  "Subscription",
  { project: Name, name: Name, labels },
  z
    .strictObject({
      events: z
        .array(z.string().min(1).max(80))
        .min(1)
        .max(50)
        .describe("Types of events: promotion.held, every one of a noun as promotion.*, or * for all."),
      classes: z.array(EnvironmentClass).min(1).max(3).optional().describe("Only of environments of these classes."),
      environments: z.array(Name).min(1).max(100).optional().describe("Only of these environments."),
      webhook: z
        .strictObject({
          url: z.string().min(1).max(1_000).describe("An https address that takes CloudEvents by POST."),
          secret: SecretName.describe("Name of the secret of the project that signs, as whsec_ and base64."),
          previousSecret: SecretName.optional().describe("While a secret is changed: the one before; both sign."),
        })
        .optional(),
      email: z.strictObject({ to: z.array(z.string().min(3).max(254)).min(1).max(50) }).optional(),
      slack: z
        .strictObject({
          channel: z.string().min(1).max(100).describe("Id of a channel, or its name with #."),
        })
        .optional(),
    })
    .superRefine((spec, context) => {
      const given = WAYS.filter((way) => spec[way] !== undefined);
      if (given.length === 1) return;
      const found = given.length === 0 ? "has none" : `has ${given.join(" and ")}`;
      context.addIssue({ code: "custom", path: [], message: `give exactly one of ${WAYS.join(", ")}; it ${found}` });
    }),
);
/** A parsed subscription. */
export type SubscriptionDocument = z.infer<typeof SubscriptionDocument>;
