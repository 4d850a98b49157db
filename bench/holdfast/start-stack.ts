import { readFile } from "node:fs/promises";
import { Client, Connection } from "@temporalio/client";
import { deleteState } from "../../embedded/delete-state.ts";
import { findPostgres } from "../../embedded/postgres/postgres-server.ts";
import type { ChildEvent } from "../../embedded/process/supervise-child.ts";
import type { SimulatedEks } from "../../embedded/simulated-eks.ts";
import { startStack, type Stack } from "../../embedded/stack.ts";
import type { StateFiles } from "../../embedded/state-files.ts";
import { apiCalls, type ApiCalls } from "./api-calls.ts";

const ROLES = ["temporal", "api", "orchestrator", "cell", "cloud", "eks", "cell-aws"] as const;

/** Holdfast as it is shipped, started to be measured. */
export interface MeasuredStack {
  readonly temporal: Client;
  readonly calls: ApiCalls;
  readonly cloudUrl: string;
  /** Address of the simulated EKS; absent where it was not started. */
  readonly eksUrl?: string;
  readonly databaseUrl: string;
  /** Pid of each process by role; children count with their parent. */
  pids(): Readonly<Record<string, number>>;
  /** Stops everything it started and deletes its data. */
  stop(): Promise<void>;
}

/** How it is started. */
export interface StartMeasured {
  /** A directory of its own, not made yet. */
  readonly directory: string;
  readonly seed: string;
  /** Wall-clock seconds per cloud second. */
  readonly timeScale: number;
  /** What committed writes of its stores survive. */
  readonly durability: "process" | "disk";
  /** Starts a simulated EKS and its cell, too; absent: neither. */
  readonly eks?: SimulatedEks;
  readonly report: (line: string) => void;
}

/** Starts Temporal, PostgreSQL, API, both workers, and the simulated cloud. */
export async function startMeasuredStack(start: StartMeasured): Promise<MeasuredStack> {
  const { directory, seed, timeScale, durability, report, eks } = start;
  // The cell guesses first durations by it; the stack's processes inherit it.
  process.env["HOLDFAST_CLOUD_TIME_SCALE"] = String(timeScale);
  const cloudArguments = ["--seed", seed, "--time-scale", String(timeScale)];
  const onEvent = (event: ChildEvent) => {
    if (event.what === "exited" && !event.wasAsked) report(`${event.role} died, which spoils the measurement`);
  };
  const stack = await startStack({
    stateDir: directory,
    report,
    durability,
    cloudArguments,
    ...(eks === undefined ? {} : { eks }),
    hasTemporalUi: false,
    onEvent,
  }).catch(async (error: unknown) => {
    await deleteState(directory);
    throw error;
  });
  const connection = await Connection.connect({ address: stack.temporalAddress });
  const databasePids = await pidsOfDatabases(stack.files);
  const { cloudUrl, databaseUrl, eksUrl } = stack;
  return {
    temporal: new Client({ connection }),
    calls: apiCalls(stack.url, (await readFile(stack.tokenFile, "utf8")).trim()),
    cloudUrl,
    ...(eksUrl === undefined ? {} : { eksUrl }),
    databaseUrl,
    pids: () => ({ ...pidsOf(stack), ...databasePids }),
    async stop() {
      await connection.close();
      await stack.stop();
      await deleteState(directory);
    },
  };
}

function pidsOf(stack: Stack): Readonly<Record<string, number>> {
  const pids = ROLES.map((role) => [role, stack.pid(role)] as const);
  return Object.fromEntries(pids.flatMap(([role, pid]) => (pid === undefined ? [] : [[role, pid] as const])));
}

async function pidsOfDatabases(files: StateFiles): Promise<Readonly<Record<string, number>>> {
  const control = await findPostgres(files.database);
  const cell = await findPostgres(files.cellDatabase);
  return {
    ...(control === undefined ? {} : { postgres: control.pid }),
    ...(cell === undefined ? {} : { "cell's postgres": cell.pid }),
  };
}
