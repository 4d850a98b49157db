import { isAbsolute, join, normalize } from "node:path";
import { z } from "zod";
import { DatabaseError } from "pg";
import { Duration } from "../../domain/schema/duration.ts";
import { componentUrl } from "./database/component-url.ts";
import { inConnection } from "./database/in-connection.ts";
import { applyFile, MigrationRefused } from "./database-migration/apply-file.ts";
import { loadFiles, type MigrationFile } from "./database-migration/load-files.ts";
import { ensureTable, namesRunBy, readRows, tryLock } from "./database-migration/migration-table.ts";
import { planMigrations } from "./database-migration/plan-migrations.ts";
import { defineStep, type StepAnswer, type StepContext } from "./step.ts";

const Config = z.strictObject({
  component: z
    .string()
    .min(1)
    .max(63)
    .describe("Name of the component whose database it is; its output `url` is used."),
  artifact: z.string().min(1).max(63).describe("Artifact of the release that holds the files."),
  directory: z
    .string()
    .min(1)
    .max(200)
    .refine((path) => !isAbsolute(path) && !normalize(path).startsWith(".."), "a path inside the artifact")
    .optional()
    .describe(
      "Directory of the artifact with the files, `NNNN_name.sql`, and nothing else. Absent: `migrations`, and an artifact without one has nothing to run.",
    ),
  table: z
    .string()
    .regex(/^[a-z_][a-z0-9_]{0,62}$/, "lower-case letters, digits and underscores")
    .default("holdfast_migration")
    .describe("Table of that database that says what ran; it is made when it is missing."),
  lockTimeout: Duration.pipe(z.int().min(1).max(3_600_000))
    .optional()
    .describe("Longest wait for a lock of a table, as `5s`; after it the file is rolled back. Absent: no limit."),
});
type Config = z.infer<typeof Config>;

/** Something that ends the step without having reached its aim. */
class MigrationStopped extends Error {
  override readonly name = "MigrationStopped";
  readonly answer: StepAnswer;
  constructor(answer: StepAnswer) {
    super(answer.status);
    this.answer = answer;
  }
}

const LOOK_AGAIN_MS = 1_000;
const DIRECTORY = "migrations";
const READ_AGAIN_MS = 3_000;

/** Brings the schema of a database to that of the release. */
export const databaseMigration = defineStep<Config>({
  kind: "database-migration",
  summary: "Runs the SQL files of an artifact that have not run yet, in order, each once.",
  config: Config,
  outputs: {
    applied: "Names of the files that it ran, in order.",
    notes: "What people should know; empty for nothing.",
  },
  examples: [
    { component: "database", artifact: "api" },
    { component: "database", artifact: "api", directory: "db/migrations", table: "schema_version", lockTimeout: "5s" },
  ],
  timeoutMs: 600_000,
  changesDataOf: ({ component }) => [component],

  async run(config, context) {
    const loaded = await filesOf(config, context);
    if ("trouble" in loaded) return { status: "waits", reason: loaded.trouble, lookAgainInMs: READ_AGAIN_MS };
    if ("problem" in loaded) return { status: "failed", reason: loaded.problem };
    const address = await componentUrl(config.component, context);
    if ("problem" in address) return { status: "failed", reason: address.problem };
    try {
      const output = await context.effects.once({
        call: "migrate",
        system: `postgres ${config.component}`,
        request: { files: loaded.files.map(({ name, digest }) => `${name} ${digest}`) },
        // The table of the database says what was done; it is read before anything runs.
        look: async () => await Promise.resolve(undefined),
        act: async () => await migrate(config, context, { files: loaded.files, url: address.url }),
      });
      const notes = output.notes.length === 0 ? "" : ` (${output.notes.join("; ")})`;
      if (output.applied.length === 0) return { status: "succeeded", output, note: `no new migrations${notes}` };
      return { status: "succeeded", output, note: `ran ${output.applied.join(", ")}${notes}` };
    } catch (error) {
      if (error instanceof MigrationStopped) return error.answer;
      if (error instanceof DatabaseError)
        return { status: "failed", reason: `the database refused: ${error.message} (${error.code ?? "no code"})` };
      throw error;
    }
  },
});

/** `trouble`: the cell cannot read them now, which says nothing about the release. */
type Files = { readonly files: readonly MigrationFile[] } | { readonly problem: string } | { readonly trouble: string };

async function filesOf({ artifact, directory }: Config, { artifact: digestOf, cell }: StepContext): Promise<Files> {
  const digest = digestOf(artifact);
  if (digest === undefined) return { problem: `the release has no artifact "${artifact}"` };
  const place = join(await cell.unpacked(digest), directory ?? DIRECTORY);
  const loaded = await loadFiles(place).catch((error: unknown) => ({
    trouble: `its files cannot be read: ${said(error)}`,
  }));
  // A release from before the first migration has none, and may be rolled back to.
  if (loaded === undefined && directory === undefined) return { files: [] };
  if (loaded !== undefined && "trouble" in loaded) return loaded;
  if (loaded === undefined) return { problem: `the artifact "${artifact}" has no directory "${directory}"` };
  return loaded.problems === undefined ? loaded : { problem: loaded.problems.join("; ") };
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What a migration came to. A type, not an interface: it is a value of JSON. */
type Migrated = { readonly applied: readonly string[]; readonly notes: readonly string[] };

async function migrate(
  config: Config,
  context: StepContext,
  { files, url }: { readonly files: readonly MigrationFile[]; readonly url: string },
): Promise<Migrated> {
  const options = {
    connectionString: url,
    ...(config.lockTimeout === undefined ? {} : { lock_timeout: config.lockTimeout }),
  };
  const runBy = `${context.operationId}/${context.name}`;
  return await inConnection(
    options,
    async (connected) => {
      const { client } = connected;
      client.on("notice", ({ message }) => context.log(message ?? ""));
      if (!(await tryLock(client, config.table))) throw new MigrationStopped(waitsForLock);
      const table = await ensureTable(client, config.table);
      if (table === undefined) throw stopped("the database has no schema in its search path where tables can be made");
      const { pending, problems, notes } = planMigrations(files, await readRows(client, table), table);
      if (problems.length > 0) throw stopped(problems.join("; "));
      for (const file of pending) {
        context.signal.throwIfAborted();
        context.log(`runs ${file.name}`);
        await applyFile(connected, file, { table, runBy }).catch((error: unknown) => {
          throw error instanceof MigrationRefused ? stopped(error.message) : error;
        });
      }
      return { applied: await namesRunBy(client, table, runBy), notes };
    },
    context.signal,
  );
}

const stopped = (reason: string) => new MigrationStopped({ status: "failed", reason });
const waitsForLock: StepAnswer = {
  status: "waits",
  reason: "another migration of this database runs",
  lookAgainInMs: LOOK_AGAIN_MS,
};
