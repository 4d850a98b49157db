import { z } from "zod";

/** A variable that must be set; `what` says what it holds. */
const required = (what: string) => z.string({ error: `is not set: ${what}` }).min(1, `is empty: ${what}`);

/** What the API process is told by environment variables. */
export const API_VARIABLES = {
  DATABASE_URL: required("the control database, as postgres://…").regex(
    /^postgres(ql)?:\/\/./,
    "is no address like postgres://…",
  ),
  TEMPORAL_ADDRESS: required("Temporal's frontend, as host:port").regex(
    /^[^\s/]+:\d+$/,
    "is no address like host:port",
  ),
  TEMPORAL_NAMESPACE: z.string().min(1, "is empty: the namespace").default("default"),
  HOLDFAST_API_PORT: required("the port to listen on, 0 for any free one")
    .regex(/^\d{1,5}$/, "is no port from 0 to 65535")
    .transform(Number)
    .pipe(z.int().max(65_535, "is no port from 0 to 65535")),
  HOLDFAST_TOKEN_FILE: required("the file with the token of requests, made when it is absent"),
  HOLDFAST_STATE_DIR: required("the directory of this installation's files"),
  HOLDFAST_WEBHOOK_ALLOW_PRIVATE: z
    .enum(["0", "1"], "is neither 0 nor 1")
    .default("0")
    .transform((value) => value === "1"),
  HOLDFAST_SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/[^\s]+$/, "is no address like smtp://user:password@host:587")
    .optional(),
  HOLDFAST_MAIL_FROM: z
    .string()
    .regex(/^[^@\p{Cc}]*[^@\s]+@[^@\s]+$/u, "is no sender like holdfast@shop.example")
    .optional(),
  HOLDFAST_SWEEP_EVERY_SECONDS: z.coerce
    .number("is no number of seconds")
    .int("is no whole number of seconds")
    .min(5, "is below 5 seconds")
    .max(86_400, "is above a day")
    .default(900),
  // One, or several with commas between them.
  HOLDFAST_CELL: z
    .string()
    .default("local")
    .transform((names) => names.split(",").map((name) => name.trim()))
    .refine((names) => names.every((name) => name !== ""), "is empty: the cells that environments may name"),
};
