import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { databaseMigration } from "../../activities/steps/database-migration.ts";
import type { StepAnswer, StepContext } from "../../activities/steps/step.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import { testDatabase } from "../setup/postgres.ts";
import { stepContext } from "./step-context.ts";

/** A database, and an artifact whose files a test writes. */
export interface MigrationWorld {
  readonly url: string;
  readonly artifact: string;
  /** Replaces the files of the artifact's directory of migrations. */
  write(files: Readonly<Record<string, string>>, directory?: string): Promise<void>;
  /** Runs the step, as another operation each time. */
  migrate(config?: JsonObject, given?: Partial<StepContext>): Promise<StepAnswer>;
  close(): Promise<void>;
}

/** Makes a world with a database of its own. */
export async function migrationWorld(): Promise<MigrationWorld> {
  const database = await testDatabase();
  const artifact = await mkdtemp(join(tmpdir(), "holdfast-migrations-"));
  let operations = 0;
  return {
    url: database.url,
    artifact,
    async write(files, directory = "migrations") {
      await rm(join(artifact, directory), { recursive: true, force: true });
      await mkdir(join(artifact, directory), { recursive: true });
      for (const [name, text] of Object.entries(files)) await writeFile(join(artifact, directory, name), text);
    },
    async migrate(config = {}, given = {}) {
      operations += 1;
      const context = migrationContext({ url: database.url, artifact, operationId: `operation-${operations}` });
      const parsed = databaseMigration.config.parse({ component: "database", artifact: "api", ...config });
      return await databaseMigration.run(parsed, { ...context, ...given });
    },
    async close() {
      await database.drop();
      await rm(artifact, { recursive: true, force: true });
    },
  };
}

/** What a step of an operation knows, in which the artifact lies in a directory and the component is at an address. */
export function migrationContext({
  url,
  artifact,
  operationId,
}: {
  readonly url: string;
  readonly artifact: string;
  readonly operationId: string;
}) {
  return stepContext({
    operationId,
    artifact: (name) => (name === "api" ? "sha256:a" : undefined),
    component: async (name) => {
      const found = { uid: "uid", kind: "postgres", isReady: true, incarnation: 1, outputs: { url } };
      return await Promise.resolve(name === "database" ? found : undefined);
    },
    cell: { unpacked: async () => artifact, directory: async () => artifact, environment: {} },
  });
}
