import { z } from "zod";
import { Duration } from "../../../domain/schema/duration.ts";
import { Command, Environment } from "../process/command-schema.ts";

/** How to tell that a service is well. */
export const Health = z.strictObject({
  path: z
    .string()
    .max(2_000)
    .regex(/^\/[\x21-\x7e]*$/, 'a path starts with "/" and has no spaces')
    .describe("Path to ask with GET on its PORT."),
  expectStatus: z.int().min(200).max(599).default(200).describe("Status that counts as healthy."),
  interval: Duration.pipe(z.int().min(100).max(300_000))
    .default(2_000)
    .describe("Time between two looks while it runs, as `2s`. It is unhealthy after three misses in a row."),
});

/** Config of a service. */
export const ServiceConfig = z.strictObject({
  command: Command,
  environment: Environment,
  health: Health.optional().describe("Without it a service is ready when it listens on its PORT."),
  stopWithin: Duration.pipe(z.int().min(0).max(600_000))
    .default(10_000)
    .describe("Time between SIGTERM and SIGKILL when it is stopped, as `10s`."),
});
/** Config of a service, parsed. */
export type ServiceConfig = z.infer<typeof ServiceConfig>;

/** How to watch and stop a running service; kept beside its claim. */
export const WatchNote = z.object({
  port: z.int(),
  health: z.object({ path: z.string(), expectStatus: z.int(), interval: z.int() }).optional(),
  stopWithin: z.int(),
});
/** How to watch and stop a running service, parsed. */
export type WatchNote = z.infer<typeof WatchNote>;
