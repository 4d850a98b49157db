import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate } from "../../adapters/store/migrate.ts";
import { awaitReady } from "../../embedded/await-ready.ts";
import { deleteState } from "../../embedded/delete-state.ts";
import { keptPorts } from "../../embedded/kept-ports.ts";
import { createDatabase } from "../../embedded/postgres/create-database.ts";
import { keepPostgres } from "../../embedded/postgres/keep-postgres.ts";
import { freePort } from "../../embedded/process/free-port.ts";
import { acquireStateLock } from "../../embedded/process/state-lock.ts";
import type { ChildCommand } from "../../embedded/process/spawn-noted.ts";
import { superviseChild } from "../../embedded/process/supervise-child.ts";
import { simulatedSlack } from "../../embedded/simulated-slack.ts";
import { ownCommands } from "../../embedded/stack-commands.ts";
import { stateFiles, type StateFiles } from "../../embedded/state-files.ts";
import { awaitTemporal } from "../../embedded/temporal/await-temporal.ts";
import { resolveTemporal } from "../../embedded/temporal/resolve-temporal.ts";
import { temporalDevServerCommand } from "../../embedded/temporal/temporal-dev-server-command.ts";
import { keptWorker, type KeptWorker } from "./kept-worker.ts";

/** The worker processes that make effects: gates in the one, steps in the other. */
export type WorkerRole = "orchestrator" | "cell";

/** An installation of real processes, whose workers may be killed as often as a test wants. */
export interface Installation {
  readonly files: StateFiles;
  readonly url: string;
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly workers: Readonly<Record<WorkerRole, KeptWorker>>;
  /** The API, and the simulated Slack that calls it; absent where they were not asked for. */
  readonly slack?: { readonly url: string; readonly api: KeptWorker };
  /** The API's token. */
  token(): Promise<string>;
  /** Stops everything and deletes all of it. */
  close(): Promise<void>;
}

/**
 * Starts an installation and returns when it is ready. `variables` are asked for before each life of a worker; with Slack
 * of the API, too, which may then be killed like one.
 */
export async function startInstallation(
  variables: () => NodeJS.ProcessEnv,
  { hasSlack = false }: { readonly hasSlack?: boolean } = {},
): Promise<Installation> {
  const stateDir = await mkdtemp(join(tmpdir(), "holdfast-effects-"));
  const files = stateFiles(stateDir);
  const lock = await acquireStateLock(stateDir);
  const stops: (() => Promise<void>)[] = [async () => await lock.release()];
  const close = async () => {
    for (const stop of stops.splice(0).toReversed()) await stop();
    await deleteState(stateDir);
  };
  try {
    await mkdir(files.logs, { recursive: true });
    await writeFile(files.ports, JSON.stringify(await ownPorts()));
    const { ports, release } = await keptPorts(files.ports);
    stops.push(release);
    const postgres = await keepPostgres(
      {
        dataDir: files.database,
        logFile: join(files.logs, "database.log"),
        detached: true,
        settings: { fsync: "off" },
      },
      () => undefined,
    );
    stops.push(async () => await postgres.stop());
    await createDatabase(postgres.current().url("postgres"), "holdfast");
    const databaseUrl = postgres.current().url("holdfast");
    await migrate(databaseUrl);
    const supervise = (command: ChildCommand) => {
      const child = superviseChild(command, { notes: lock.children });
      stops.push(async () => await child.stop());
    };
    const temporalAddress = await startTemporal({ files, port: ports.temporal, supervise });
    const cloudUrl = `http://127.0.0.1:${ports.cloud}`;
    const cloudArguments = ["--time-scale", "0.01"];
    const addresses = { files, ports, databaseUrl, temporalAddress, cloudUrl, cloudArguments };
    const commands = ownCommands(hasSlack ? { ...addresses, slack: await simulatedSlack(files) } : addresses);
    const commandOf = (role: string): ChildCommand => {
      const command = commands.find((one) => one.role === role);
      if (command === undefined) throw new Error(`there is no command "${role}"`);
      return command;
    };
    supervise(commandOf("cloud"));
    const keep = (role: WorkerRole | "api") => {
      const worker = keptWorker(commandOf(role), { notes: lock.children, variables });
      stops.push(async () => await worker.stop());
      return worker;
    };
    if (hasSlack) supervise(commandOf("slack"));
    else supervise(commandOf("api"));
    const slack = hasSlack ? { slack: { url: `http://127.0.0.1:${ports.slack}`, api: keep("api") } } : {};
    const workers = { orchestrator: keep("orchestrator"), cell: keep("cell") };
    const url = `http://127.0.0.1:${ports.api}`;
    await awaitReady({ url, logs: files.logs });
    const token = async () => (await readFile(files.token, "utf8")).trim();
    return { files, url, databaseUrl, temporalAddress, workers, ...slack, token, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Ports that no other installation wishes for: it could take them before our processes listen. */
async function ownPorts(): Promise<Readonly<Record<string, number>>> {
  const ports: Record<string, number> = {};
  for (const name of ["api", "temporal", "temporalUi", "cloud", "slack"]) ports[name] = await freePort();
  return ports;
}

/** Starts Temporal, unless there is one to be used, and answers its address once it can be reached. */
async function startTemporal({
  files,
  port,
  supervise,
}: {
  readonly files: StateFiles;
  readonly port: number;
  readonly supervise: (command: ChildCommand) => void;
}): Promise<string> {
  const temporal = await resolveTemporal({ env: process.env, report: () => undefined });
  const address = temporal.kind === "address" ? temporal.address : `127.0.0.1:${port}`;
  if (temporal.kind === "binary") {
    const options = { binary: temporal.path, dbFile: files.temporalFile, port, durability: "process" } as const;
    const command = temporalDevServerCommand(options);
    supervise({ role: "temporal", ...command, logFile: join(files.logs, "temporal.log") });
  }
  await awaitTemporal({ address });
  return address;
}
