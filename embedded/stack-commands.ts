import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Ports } from "./kept-ports.ts";
import type { ChildCommand } from "./process/spawn-noted.ts";
import { EKS_CELL, eksArguments, eksCellVariables, eksVariables, type SimulatedEks } from "./simulated-eks.ts";
import type { StateFiles } from "./state-files.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** A process of the installation that runs our own code. */
export type OwnRole = "api" | "orchestrator" | "cell" | "cloud" | "servicenow" | "jira" | "slack" | "eks" | "cell-aws";

/** What the app of the simulated Slack is given. */
export interface SimulatedSlack {
  readonly token: string;
  readonly signingSecret: string;
}

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
  /** What the simulated Slack's app is given; absent: none is started. */
  readonly slack?: SimulatedSlack;
  /** How the simulated EKS is run; absent: none is started, nor a cell of AWS. */
  readonly eks?: SimulatedEks;
}

/** The command of each process, in the order in which they are started. */
export function ownCommands(addresses: Addresses): readonly (ChildCommand & { readonly role: OwnRole })[] {
  const { files, ports, databaseUrl, temporalAddress, cloudUrl, cloudArguments, ticketArguments } = addresses;
  const { slack, eks } = addresses;
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
    // Whoever tries it out need not wait for a quarter of an hour.
    HOLDFAST_SWEEP_EVERY_SECONDS: process.env["HOLDFAST_SWEEP_EVERY_SECONDS"] ?? "30",
    ...(slack === undefined ? {} : slackVariables(files, ports)),
    ...(eks === undefined ? {} : eksVariables(eks)),
  };
  const run = (role: OwnRole, entry: string, args: readonly string[] = []) => ({
    role,
    command: process.execPath,
    args: [join(root, entry), ...args],
    env,
    logFile: join(files.logs, `${role}.log`),
  });
  const withVariables = (command: ReturnType<typeof run>, variables: Readonly<Record<string, string>>) => ({
    ...command,
    env: { ...env, ...variables },
  });
  const ticketSystem = (role: "servicenow" | "jira") => {
    const own = ["--port", String(ports[role]), "--state-dir", files[role]];
    return run(role, `fakes/${role}/main.ts`, [...own, ...(ticketArguments ?? [])]);
  };
  return [
    run("cloud", "fakes/cloud/main.ts", ["--port", String(ports.cloud), "--state-dir", files.cloud, ...cloudArguments]),
    // It alone is told of every cell.
    withVariables(run("api", "api/main.ts"), eks === undefined ? {} : { HOLDFAST_CELL: `local,${EKS_CELL}` }),
    run("orchestrator", "workers/orchestrator/main.ts"),
    run("cell", "workers/cell/main.ts"),
    ...(ticketArguments === undefined ? [] : [ticketSystem("servicenow"), ticketSystem("jira")]),
    ...(slack === undefined ? [] : [run("slack", "fakes/slack/main.ts", slackArguments(files, ports, slack))]),
    ...(eks === undefined
      ? []
      : [
          run("eks", "fakes/eks/main.ts", eksArguments(eks, ports.eks, files.eks)),
          withVariables(run("cell-aws", "workers/cell/main.ts"), eksCellVariables(ports.eks)),
        ]),
  ];
}

/** The app of the simulated Slack's default world. */
const SLACK_APP = "A0HOLDFAST";

function slackVariables(files: StateFiles, ports: Ports) {
  return {
    HOLDFAST_SLACK_TOKEN_FILE: files.slackToken,
    HOLDFAST_SLACK_SIGNING_SECRET_FILE: files.slackSigningSecret,
    HOLDFAST_SLACK_API_URL: `http://127.0.0.1:${ports.slack}/api/`,
    HOLDFAST_SLACK_APP_ID: SLACK_APP,
    HOLDFAST_SLACK_SIMULATOR: "1",
  };
}

function slackArguments(files: StateFiles, ports: Ports, { token, signingSecret }: SimulatedSlack): readonly string[] {
  const callbacks = `http://127.0.0.1:${ports.api}`;
  const app = ["--bot-token", token, "--signing-secret", signingSecret, "--callback-base", callbacks];
  return ["--port", String(ports.slack), "--state-dir", files.slack, ...app];
}
