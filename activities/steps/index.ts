import { command } from "./command.ts";
import { databaseBackup } from "./database-backup.ts";
import { databaseCheck } from "./database-check.ts";
import { databaseMigration } from "./database-migration.ts";
import { httpCheck } from "./http-check.ts";
import { httpRequest } from "./http-request.ts";
import { jiraDeployment } from "./jira-deployment.ts";
import type { Step } from "./step.ts";
import { wait } from "./wait.ts";

/** Every step kind, by name. */
export const steps: readonly Step[] = [
  command,
  databaseBackup,
  databaseCheck,
  databaseMigration,
  httpCheck,
  httpRequest,
  jiraDeployment,
  wait,
];
