import { z } from "zod";
import { SWEEP_LIMITS } from "../../activities/sweeps/sweep-limits.ts";
import { BUSY_SHARE } from "../../activities/sweeps/turns.ts";
import { readAwsConfig, type AwsConfig } from "../aws-config.ts";
import { readEnvironment, WORKER_VARIABLES } from "../environment.ts";

const CELL_VARIABLES = {
  ...WORKER_VARIABLES,
  HOLDFAST_CELL: z.string().min(1).default("local").describe("Name of the cell that this worker is."),
  HOLDFAST_CELL_KIND: z
    .enum(["local", "aws"])
    .default("local")
    .describe("`aws` is an account and region of AWS, and keeps no database server of its own."),
  HOLDFAST_CLOUD_URL: z.url().describe("Address of the simulated cloud."),
  HOLDFAST_SWEEP_BATCH: z.coerce
    .number()
    .int()
    .min(1)
    .max(SWEEP_LIMITS.foundAtOnce)
    .default(SWEEP_LIMITS.foundAtOnce)
    .describe("Findings that a sweep records in one transaction."),
  HOLDFAST_SWEEP_SHARE: z.coerce
    .number()
    .min(0.05)
    .max(1)
    .default(BUSY_SHARE)
    .describe("The part of the time of this worker's event loop that sweeps may take; 1 for all that they need."),
};
/** A cell of AWS serves nothing simulated, unless it is told where that is. */
const AWS_VARIABLES = { ...CELL_VARIABLES, HOLDFAST_CLOUD_URL: CELL_VARIABLES.HOLDFAST_CLOUD_URL.optional() };

/** What a cell's worker is told. */
export type CellConfig = z.infer<z.ZodObject<typeof AWS_VARIABLES>> & {
  /** Absent where the cell has no account of AWS. */
  readonly aws?: AwsConfig;
};

/**
 * Reads what a cell's worker is told.
 * @throws Error with one message that lists every problem
 */
export function readCellConfig(variables: NodeJS.ProcessEnv): CellConfig {
  const isAws = variables["HOLDFAST_CELL_KIND"] === "aws";
  const config = readEnvironment(isAws ? AWS_VARIABLES : CELL_VARIABLES, variables);
  const aws = readAwsConfig(variables);
  if (isAws && aws === undefined) {
    throw new Error("a cell of kind aws needs HOLDFAST_AWS_ACCOUNT and HOLDFAST_AWS_REGION");
  }
  return { ...config, ...(aws === undefined ? {} : { aws }) };
}
