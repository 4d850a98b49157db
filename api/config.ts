import { z } from "zod";

/** What the API process is told by environment variables. */
export const API_VARIABLES = {
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\/./, "the control database, as postgres://…"),
  TEMPORAL_ADDRESS: z.string().regex(/^[^\s/]+:\d+$/, "Temporal's frontend, as host:port"),
  TEMPORAL_NAMESPACE: z.string().min(1, "must not be empty").default("default"),
  HOLDFAST_API_PORT: z
    .string()
    .regex(/^\d{1,5}$/, "the port to listen on, from 0 (any free one) to 65535")
    .transform(Number)
    .pipe(z.int().max(65_535, "at most 65535")),
  HOLDFAST_TOKEN_FILE: z
    .string()
    .min(1, "must not be empty")
    .describe("Holds the token that requests carry; made when it is absent."),
  HOLDFAST_STATE_DIR: z.string().min(1, "must not be empty").describe("Directory of this installation's files."),
  HOLDFAST_CELL: z
    .string()
    .min(1, "must not be empty")
    .default("local")
    .describe("The cell that environments may name."),
};
