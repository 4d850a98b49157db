import { z } from "zod";

/** Config of a database. */
export const PostgresConfig = z.strictObject({
  database: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,39}$/, "lower-case letters, digits and underscores; starts with a letter; at most 40")
    .describe(
      "What the database is called, before a suffix that makes it the component's own. Another name is another database.",
    ),
});
/** Config of a database, parsed. */
export type PostgresConfig = z.infer<typeof PostgresConfig>;
