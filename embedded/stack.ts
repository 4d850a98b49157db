import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { keptPorts } from "./kept-ports.ts";
import { createDatabase } from "./postgres/create-database.ts";
import { keepPostgres } from "./postgres/keep-postgres.ts";
import { acquireStateLock, stopProvenChildren } from "./process/state-lock.ts";
import { superviseChild, type ChildEvent, type SupervisedChild } from "./process/supervise-child.ts";
import type { ChildCommand } from "./process/spawn-noted.ts";
import { ownCommands, type OwnRole } from "./stack-commands.ts";
import { startAgainFromRows } from "./start-again-from-rows.ts";
import { stateFiles, type StateFiles } from "./state-files.ts";
import { awaitTemporal } from "./temporal/await-temporal.ts";
import { resolveTemporal } from "./temporal/resolve-temporal.ts";
import { temporalDevServerCommand } from "./temporal/temporal-dev-server-command.ts";
import { waitUntil } from "./process/wait-until.ts";
import { migrate } from "../adapters/store/migrate.ts";

/** A process of the installation. */
type Role = OwnRole | "temporal";

/** How the installation is run. */
export interface StackOptions {
  readonly stateDir: string;
  /** One line of what is being done. */
  readonly report: (line: string) => void;
  /** Told of every start, end and restart of a process. */
  readonly onEvent?: (event: ChildEvent) => void;
  /** What Temporal's writes survive; `disk` by default, `process` for tests. */
  readonly durability?: "process" | "disk";
  /** More arguments for the simulated cloud, as `--time-scale 0.01`. */
  readonly cloudArguments?: readonly string[];
  /** Serves Temporal's web page; true by default. */
  readonly hasTemporalUi?: boolean;
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
  const { report, durability = "disk", cloudArguments = [], hasTemporalUi = true } = options;
  const files = stateFiles(options.stateDir);
  const lock = await acquireStateLock(files.stateDir);
  const stops: (() => Promise<void>)[] = [async () => await lock.release()];
  const stopAll = async () => {
    for (const stop of stops.splice(0).toReversed()) await stop();
  };
  try {
    const left = await stopProvenChildren(lock);
    if (left.length > 0) report(`stopped ${left.map(({ role }) => role).join(", ")} of a supervisor that died`);
    await mkdir(files.logs, { recursive: true });
    const temporal = await resolveTemporal({ env: process.env, report });
    const ports = await keptPorts(files.ports);

    report("starting PostgreSQL");
    const postgres = await keepPostgres(
      { dataDir: files.database, logFile: join(files.logs, "database.log"), detached: true },
      ({ what }) => (what === "started" ? undefined : report(`PostgreSQL ${what}`)),
    );
    stops.push(async () => await postgres.stop());
    const server = postgres.current();
    const databaseUrl = server.url("holdfast");
    await createDatabase(server.url("postgres"), "holdfast");
    await migrate(databaseUrl);

    const children = new Map<Role, SupervisedChild>();
    const supervise = (role: Role, command: ChildCommand) => {
      const onEvent = options.onEvent === undefined ? {} : { onEvent: options.onEvent };
      const child = superviseChild(command, { notes: lock.children, ...onEvent });
      children.set(role, child);
      stops.push(async () => await child.stop());
    };

    const temporalAddress = temporal.kind === "address" ? temporal.address : `127.0.0.1:${ports.temporal}`;
    if (temporal.kind === "binary") {
      report("starting Temporal");
      const command = temporalDevServerCommand({
        binary: temporal.path,
        dbFile: files.temporalFile,
        port: ports.temporal,
        durability,
        ...(hasTemporalUi ? { uiPort: ports.temporalUi } : {}),
      });
      supervise("temporal", { role: "temporal", ...command, logFile: join(files.logs, "temporal.log") });
    }
    await awaitTemporal({ address: temporalAddress });

    await startAgainFromRows({ databaseUrl, temporalAddress, files, report });
    report("starting the API, the workers and the simulated cloud");
    const cloudUrl = `http://127.0.0.1:${ports.cloud}`;
    const url = `http://127.0.0.1:${ports.api}`;
    for (const command of ownCommands({ files, ports, databaseUrl, temporalAddress, cloudUrl, cloudArguments })) {
      supervise(command.role, command);
    }
    await waitUntil(async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.ok === true, {
      what: `the API at ${url} is ready (logs are in ${files.logs})`,
      limitMs: 60_000,
      everyMs: 100,
    });
    await writeFile(files.server, JSON.stringify({ url, tokenFile: "token" }));
    return {
      url,
      tokenFile: files.token,
      files,
      temporalAddress,
      cloudUrl,
      databaseUrl,
      ...(hasTemporalUi && temporal.kind === "binary" ? { temporalUiUrl: `http://127.0.0.1:${ports.temporalUi}` } : {}),
      pid: (role) => children.get(role)?.pid(),
      stop: stopAll,
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}
