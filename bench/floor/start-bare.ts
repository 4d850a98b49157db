import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client, Connection } from "@temporalio/client";
import { deleteState } from "../../embedded/delete-state.ts";
import { freePort } from "../../embedded/process/free-port.ts";
import { spawnNoted } from "../../embedded/process/spawn-noted.ts";
import { acquireStateLock, stopProvenChildren } from "../../embedded/process/state-lock.ts";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import { awaitTemporal } from "../../embedded/temporal/await-temporal.ts";
import { resolveTemporal } from "../../embedded/temporal/resolve-temporal.ts";
import { temporalDevServerCommand } from "../../embedded/temporal/temporal-dev-server-command.ts";
import type { ContestantName, Running, StartContestant } from "../contestant.ts";
import { setUpBare } from "./set-up-bare.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A bare executor: its name, and the file of its workflow. */
export interface BareExecutor {
  readonly name: ContestantName;
  readonly workflows: string;
}

/** The floor: a minimal workflow of the graph. */
export const FLOOR: BareExecutor = { name: "floor", workflows: "bench/floor/workflow.ts" };
/** A barrier-wave executor, level by level. */
export const BARRIER: BareExecutor = { name: "barrier", workflows: "bench/barrier/workflow.ts" };

/** Starts Temporal, the simulated cloud and one worker process, and nothing else. */
export async function startBare({ name, workflows }: BareExecutor, start: StartContestant): Promise<Running> {
  const { directory, seed, timeScale, durability, report, signal } = start;
  const lock = await acquireStateLock(directory);
  const logs = join(directory, "logs");
  await mkdir(logs, { recursive: true });
  const exits: Promise<unknown>[] = [];
  const stop = async () => {
    await stopProvenChildren(lock);
    await Promise.all(exits); // Each writes a last note into the directory.
    await lock.release();
    await deleteState(directory);
  };
  const run = async (role: string, command: string, args: readonly string[]) => {
    const child = await spawnNoted({ role, command, args, logFile: join(logs, `${role}.log`) }, lock.children);
    exits.push(child.exited);
    return child.identity.pid;
  };
  try {
    const binary = await resolveTemporal({ env: process.env, report, signal });
    if (binary.kind !== "binary")
      throw new Error("a fresh Temporal is needed for each contestant: unset TEMPORAL_ADDRESS");
    const port = await freePort();
    const dbFile = join(directory, "temporal.db");
    const server = temporalDevServerCommand({ binary: binary.path, dbFile, port, durability });
    const temporalPid = await run("temporal", server.command, server.args);
    const address = `127.0.0.1:${port}`;
    await awaitTemporal({ address, signal });

    const cloudPort = await freePort();
    const cloudUrl = `http://127.0.0.1:${cloudPort}`;
    const cloud = [
      "--port",
      String(cloudPort),
      "--state-dir",
      join(directory, "cloud"),
      "--seed",
      seed,
      "--time-scale",
      String(timeScale),
    ];
    const cloudPid = await run("cloud", process.execPath, [join(root, "fakes/cloud/main.ts"), ...cloud]);
    const what = `the simulated cloud answers at ${cloudUrl}`;
    await waitUntil(async () => (await fetch(`${cloudUrl}/control/stats`).catch(() => undefined))?.ok, {
      what,
      limitMs: 30_000,
      signal,
    });

    const worker = [join(root, "bench/floor/worker.ts"), address, join(root, workflows), cloudUrl];
    const workerPid = await run("worker", process.execPath, worker);
    const connection = await Connection.connect({ address });
    const temporal = new Client({ connection });
    return {
      name,
      temporal,
      cloudUrl,
      pids: () => ({ temporal: temporalPid, worker: workerPid, cloud: cloudPid }),
      prepare: async () => undefined,
      setUp: setUpBare(temporal, signal),
      async stop() {
        await connection.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
