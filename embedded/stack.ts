import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { migrate } from "../adapters/store/migrate.ts";
import { awaitReady } from "./await-ready.ts";
import { keptPorts } from "./kept-ports.ts";
import { createDatabase } from "./postgres/create-database.ts";
import { keepPostgres } from "./postgres/keep-postgres.ts";
import { acquireStateLock, stopProvenChildren } from "./process/state-lock.ts";
import { writeFileAtomically } from "./process/write-file-atomically.ts";
import { superviseChild, type ChildEvent, type SupervisedChild } from "./process/supervise-child.ts";
import type { ChildCommand } from "./process/spawn-noted.ts";
import { ownCommands, type OwnRole } from "./stack-commands.ts";
import type { SimulatedEks } from "./simulated-eks.ts";
import { simulatedSlack } from "./simulated-slack.ts";
import { startAgainFromRows } from "./start-again-from-rows.ts";
import { stateFiles, type StateFiles } from "./state-files.ts";
import { awaitTemporal } from "./temporal/await-temporal.ts";
import { resolveTemporal } from "./temporal/resolve-temporal.ts";
import { temporalDevServerCommand } from "./temporal/temporal-dev-server-command.ts";

/** A process of the installation. */
type Role = OwnRole | "temporal";

/** How the installation is run. */
export interface StackOptions {
  readonly stateDir: string;
  /** One line of what is being done; a step says how it stands as `PostgreSQL: ready after 1.2 s`. */
  readonly report: (line: string) => void;
  /** Told of every start, end and restart of a process. */
  readonly onEvent?: (event: ChildEvent) => void;
  /** What committed writes of Temporal and the control database survive; a power cut (`disk`) by default, a killed `process` for tests. */
  readonly durability?: "process" | "disk";
  /** More arguments for the simulated cloud, as `--time-scale 0.01`. */
  readonly cloudArguments?: readonly string[];
  /** Starts a simulated ServiceNow, Jira and Slack, too; these arguments are for the first two, as `--auto-approve 500`; absent: neither. */
  readonly ticketArguments?: readonly string[];
  /** Starts a simulated EKS, too, and a worker of kind aws whose account it is; absent: neither. */
  readonly eks?: SimulatedEks;
  /** Serves Temporal's web page; true by default. */
  readonly hasTemporalUi?: boolean;
  /** Gives up starting: what was started is stopped, and its reason thrown. Says nothing to a stack that is up. */
  readonly signal?: AbortSignal;
}

/** An installation that runs. */
export interface Stack {
  readonly url: string;
  readonly tokenFile: string;
  readonly files: StateFiles;
  readonly temporalAddress: string;
  /** Address of Temporal's web page; absent without one. */
  readonly temporalUiUrl?: string;
  readonly cloudUrl: string;
  /** Addresses of the simulated ticket systems; absent where they were not started. */
  readonly tickets?: { readonly servicenow: string; readonly jira: string };
  /** Address of the simulated Slack; absent where it was not started. */
  readonly slackUrl?: string;
  /** Address of the simulated EKS; absent where it was not started. */
  readonly eksUrl?: string;
  readonly databaseUrl: string;
  /** Pid of a process; absent between two lives. */
  pid(role: Role): number | undefined;
  /** Stops Holdfast's own processes. Services of the cell, and its database server, go on. */
  stop(): Promise<void>;
}

/**
 * Starts Temporal, the control database, the API, the workers and the simulated cloud on one state directory, or goes
 * on where they were, and returns when all of them are ready. Throws StateLockHeld when another one runs there.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { report, durability = "disk", cloudArguments = [], ticketArguments, hasTemporalUi = true, signal } = options;
  const { eks } = options;
  const files = stateFiles(options.stateDir);
  const lock = await acquireStateLock(files.stateDir);
  const stops: (() => Promise<void>)[] = [async () => await lock.release()];
  const stopAll = async () => await stopInReverse(stops.splice(0));
  const limited = signal === undefined ? {} : { signal };
  try {
    const left = await stopProvenChildren(lock);
    if (left.length > 0) report(`stopped ${left.map(({ role }) => role).join(", ")} of a supervisor that died`);
    await mkdir(files.logs, { recursive: true });
    const temporal = await resolveTemporal({ env: process.env, report, ...limited });
    const { ports, release } = await keptPorts(files.ports);
    stops.push(release);

    const server = await step("PostgreSQL", report, async () => {
      const postgres = await keepPostgres(
        {
          dataDir: files.database,
          logFile: join(files.logs, "database.log"),
          detached: true,
          ...(durability === "process" ? { settings: { fsync: "off" } } : {}),
          ...limited,
        },
        (event) => {
          if (event.what === "exited") report("PostgreSQL: ended, starting it again");
          if (event.what === "failed to start") report(`PostgreSQL: did not start: ${String(event.error)}`);
        },
      );
      stops.push(async () => await postgres.stop());
      await createDatabase(postgres.current().url("postgres"), "holdfast");
      await migrate(postgres.current().url("holdfast"));
      return postgres.current();
    });
    const databaseUrl = server.url("holdfast");

    const children = new Map<Role, SupervisedChild>();
    const supervise = (role: Role, command: ChildCommand) => {
      const onEvent = options.onEvent === undefined ? {} : { onEvent: options.onEvent };
      const child = superviseChild(command, { notes: lock.children, ...onEvent });
      children.set(role, child);
      stops.push(async () => await child.stop());
    };

    const temporalAddress = temporal.kind === "address" ? temporal.address : `127.0.0.1:${ports.temporal}`;
    await step("Temporal", report, async () => {
      if (temporal.kind === "binary") {
        const command = temporalDevServerCommand({
          binary: temporal.path,
          dbFile: files.temporalFile,
          port: ports.temporal,
          durability,
          ...(hasTemporalUi ? { uiPort: ports.temporalUi } : {}),
        });
        supervise("temporal", { role: "temporal", ...command, logFile: join(files.logs, "temporal.log") });
      }
      await awaitTemporal({ address: temporalAddress, ...limited });
    });

    await startAgainFromRows({ databaseUrl, temporalAddress, files, report });
    const cloudUrl = `http://127.0.0.1:${ports.cloud}`;
    const url = `http://127.0.0.1:${ports.api}`;
    await step(
      ticketArguments === undefined && eks === undefined ? "API, workers, simulated cloud" : "API, workers, simulators",
      report,
      async () => {
        const simulated = eks === undefined ? {} : { eks };
        const addresses = { files, ports, databaseUrl, temporalAddress, cloudUrl, cloudArguments, ...simulated };
        const commands = ownCommands(
          ticketArguments === undefined
            ? addresses
            : { ...addresses, ticketArguments, slack: await simulatedSlack(files) },
        );
        for (const command of commands) supervise(command.role, command);
        await awaitReady({ url, logs: files.logs, ...limited });
      },
    );
    await writeFileAtomically(files.server, JSON.stringify({ url, tokenFile: "token" }));
    return {
      url,
      tokenFile: files.token,
      files,
      temporalAddress,
      cloudUrl,
      databaseUrl,
      ...(ticketArguments === undefined
        ? {}
        : {
            tickets: { servicenow: `http://127.0.0.1:${ports.servicenow}`, jira: `http://127.0.0.1:${ports.jira}` },
            slackUrl: `http://127.0.0.1:${ports.slack}`,
          }),
      ...(eks === undefined ? {} : { eksUrl: `http://127.0.0.1:${ports.eks}` }),
      ...(hasTemporalUi && temporal.kind === "binary" ? { temporalUiUrl: `http://127.0.0.1:${ports.temporalUi}` } : {}),
      pid: (role) => children.get(role)?.pid(),
      stop: stopAll,
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

async function step<Made>(topic: string, report: (line: string) => void, make: () => Promise<Made>): Promise<Made> {
  report(`${topic}: starting`);
  const since = Date.now();
  const made = await make();
  report(`${topic}: ready after ${((Date.now() - since) / 1_000).toFixed(1)} s`);
  return made;
}

/** One that does not stop keeps none of the others running. */
async function stopInReverse(stops: readonly (() => Promise<void>)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const stop of stops.toReversed()) await stop().catch((error: unknown) => errors.push(error));
  if (errors.length > 0)
    throw new AggregateError(errors, `not all of Holdfast has stopped: ${errors.map(String).join("; ")}`);
}
