import { z } from "zod";
import { Duration } from "../../../domain/schema/duration.ts";
import { Command, Environment } from "../process/command-schema.ts";

/** Config of a job. */
export const JobConfig = z.strictObject({
  command: Command,
  environment: Environment,
  timeout: Duration.pipe(z.int().min(100).max(86_400_000))
    .default(600_000)
    .describe("Longest time it may run, as `10m`; after it the command is killed and the job has failed."),
});
/** Config of a job, parsed. */
export type JobConfig = z.infer<typeof JobConfig>;
