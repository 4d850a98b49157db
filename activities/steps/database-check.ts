import { DatabaseError } from "pg";
import { z } from "zod";
import { canonicalJson } from "../../domain/canonical-json.ts";
import { componentUrl } from "./database/component-url.ts";
import { inConnection } from "./database/in-connection.ts";
import { queryFirst, type FirstValue } from "./database-check/query-first.ts";
import { defineStep } from "./step.ts";

const Config = z
  .strictObject({
    component: z
      .string()
      .min(1)
      .max(63)
      .describe("Name of the component whose database it is; its output `url` is used."),
    query: z
      .string()
      .min(1)
      .max(10_000)
      .describe("One query. It runs in a transaction that may only read; its first row and column is the value."),
    equals: z.union([z.string(), z.number(), z.boolean(), z.null()]).optional().describe("What the value must be."),
    atLeast: z.number().optional().describe("The smallest number that passes."),
    atMost: z.number().optional().describe("The largest number that passes."),
  })
  .refine(({ equals, atLeast, atMost }) => [equals, atLeast, atMost].some((one) => one !== undefined), {
    message: "say what passes: equals, atLeast or atMost",
  });
type Config = z.infer<typeof Config>;

const STATEMENT_LIMIT_MS = 30_000;
const SHOWN = 100;

/** Checks one value of a database. */
export const databaseCheck = defineStep<Config>({
  kind: "database-check",
  summary: "Checks one value that a query reads out of a database.",
  config: Config,
  outputs: { value: "The value that was read; null for none." },
  examples: [
    { component: "database", query: "select count(*) from product", atLeast: 1 },
    { component: "database", query: "select bool_and(is_valid) from payment_method", equals: true },
  ],
  timeoutMs: 60_000,

  async run(config, context) {
    const address = await componentUrl(config.component, context);
    if ("problem" in address) return { status: "failed", reason: address.problem };
    const options = { connectionString: address.url, statement_timeout: STATEMENT_LIMIT_MS };
    try {
      const first = await inConnection(
        options,
        async ({ client }) => await queryFirst(client, config.query),
        context.signal,
      );
      const problem = judge(config, first);
      const output = { value: first.value };
      return problem === undefined ? { status: "succeeded", output } : { status: "failed", reason: problem, output };
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      return { status: "failed", reason: `the database refused: ${error.message} (${error.code ?? "no code"})` };
    }
  },
});

function judge({ equals, atLeast, atMost }: Config, { value, hasRow }: FirstValue): string | undefined {
  if (!hasRow) return "the query gave no row";
  const shown = canonicalJson(value);
  const is = `the query gave ${shown.length > SHOWN ? `${shown.slice(0, SHOWN)}…` : shown}`;
  if (equals !== undefined && equals !== value) return `${is}, expected ${JSON.stringify(equals)}`;
  if (atLeast === undefined && atMost === undefined) return undefined;
  if (typeof value !== "number") return `${is}, which is no number`;
  if (atLeast !== undefined && value < atLeast) return `${is}, expected at least ${atLeast}`;
  if (atMost !== undefined && value > atMost) return `${is}, expected at most ${atMost}`;
  return undefined;
}
