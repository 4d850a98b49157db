import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Ports } from "./kept-ports.ts";
import type { ChildCommand } from "./process/spawn-noted.ts";
import type { StateFiles } from "./state-files.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** A process of the installation that runs our own code. */
export type OwnRole = "api" | "orchestrator" | "cell" | "cloud" | "servicenow" | "jira";

/** What the processes are told. */
export interface Addresses {
  readonly files: StateFiles;
  readonly ports: Ports;
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly cloudUrl: string;
  readonly cloudArguments: readonly string[];
  /** Arguments for the simulated ticket systems; absent: none are started. */
  readonly ticketArguments?: readonly string[];
}

/** The command of each process, in the order in which they are started. */
export function ownCommands(addresses: Addresses): readonly (ChildCommand & { readonly role: OwnRole })[] {
  const { files, ports, databaseUrl, temporalAddress, cloudUrl, cloudArguments, ticketArguments } = addresses;
  const env = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporalAddress,
    HOLDFAST_STATE_DIR: files.stateDir,
    HOLDFAST_CLOUD_URL: cloudUrl,
    HOLDFAST_CELL: "local",
    HOLDFAST_API_PORT: String(ports.api),
    HOLDFAST_TOKEN_FILE: files.token,
    // Receivers of notifications run beside it, and have no certificate.
    HOLDFAST_WEBHOOK_ALLOW_PRIVATE: process.env["HOLDFAST_WEBHOOK_ALLOW_PRIVATE"] ?? "1",
  };
  const run = (role: OwnRole, entry: string, args: readonly string[] = []) => ({
    role,
    command: process.execPath,
    args: [join(root, entry), ...args],
    env,
    logFile: join(files.logs, `${role}.log`),
  });
  const ticketSystem = (role: "servicenow" | "jira") => {
    const own = ["--port", String(ports[role]), "--state-dir", files[role]];
    return run(role, `fakes/${role}/main.ts`, [...own, ...(ticketArguments ?? [])]);
  };
  return [
    run("cloud", "fakes/cloud/main.ts", ["--port", String(ports.cloud), "--state-dir", files.cloud, ...cloudArguments]),
    run("api", "api/main.ts"),
    run("orchestrator", "workers/orchestrator/main.ts"),
    run("cell", "workers/cell/main.ts"),
    ...(ticketArguments === undefined ? [] : [ticketSystem("servicenow"), ticketSystem("jira")]),
  ];
}
