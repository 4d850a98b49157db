import { z } from "zod";

const Name = z.string().min(1).max(255);

/** One update in `POST …/deployments/0.1/bulk`. */
export const DeploymentBody = z.looseObject({
  schemaVersion: z.literal("1.0").default("1.0"),
  deploymentSequenceNumber: z.int().min(0),
  updateSequenceNumber: z.int().min(0),
  displayName: Name,
  url: z.url().max(2000),
  description: z.string().max(255),
  lastUpdated: z.iso.datetime({ offset: true }),
  label: z.string().max(255).optional(),
  state: z.enum(["unknown", "pending", "in_progress", "cancelled", "failed", "rolled_back", "successful"]),
  pipeline: z.object({ id: Name, displayName: Name, url: z.url().max(2000) }),
  environment: z.object({
    id: Name,
    displayName: Name,
    type: z.enum(["unmapped", "development", "testing", "staging", "production"]),
  }),
  associations: z
    .array(z.object({ associationType: z.string().min(1), values: z.array(z.string().min(1)).max(500) }))
    .min(1),
  commands: z.array(z.object({ command: z.string() })).default([]),
});
/** One update of a deployment, parsed. */
export type DeploymentBody = z.infer<typeof DeploymentBody>;

/** Body of `POST …/deployments/0.1/bulk`. Each deployment is parsed by itself, so that one may be rejected. */
export const BulkBody = z.looseObject({ deployments: z.array(z.unknown()).min(1).max(100) });
