import { z } from "zod";

/**
 * Reads a process's configuration from its environment variables.
 * @throws Error with one message that lists every problem.
 */
export function readEnvironment<Shape extends z.ZodRawShape>(
  shape: Shape,
  variables: NodeJS.ProcessEnv = process.env,
): z.infer<z.ZodObject<Shape>> {
  const parsed = z.object(shape).safeParse(variables);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`the configuration is not complete:\n${problems.join("\n")}`);
}

/** What every worker process is told. */
export const WORKER_VARIABLES = {
  DATABASE_URL: z.string().min(1).describe("postgres://… of the control database."),
  TEMPORAL_ADDRESS: z.string().min(1).describe("host:port of Temporal."),
  TEMPORAL_NAMESPACE: z.string().min(1).default("default"),
  HOLDFAST_STATE_DIR: z.string().min(1).describe("Directory of this installation's files."),
};
