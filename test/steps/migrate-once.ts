import { databaseMigration } from "../../activities/steps/database-migration.ts";
import { migrationContext } from "./migration-world.ts";

// A worker that runs the migrations of an artifact once, for a test to kill: address, directory, id of the operation.
const [, , url = "", artifact = "", operationId = ""] = process.argv;
const config = databaseMigration.config.parse({ component: "database", artifact: "api" });
await databaseMigration.run(config, migrationContext({ url, artifact, operationId }));
