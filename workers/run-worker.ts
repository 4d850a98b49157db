import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Client, Connection } from "@temporalio/client";
import { DefaultLogger, NativeConnection, Runtime, Worker, type WorkerOptions } from "@temporalio/worker";
import { failureInterceptor } from "./failure-interceptor.ts";
import { heldAttempts } from "./held-attempts.ts";

/** What a worker process runs. */
export interface WorkerProcess {
  /** Its name; the file of held attempts carries it, so no two live processes may share one. */
  readonly name: string;
  readonly address: string;
  readonly namespace: string;
  readonly stateDir: string;
  /** Builds the own part of the options of each of its workers, one for each task queue. */
  readonly options: (
    client: Client,
  ) => Promise<readonly Omit<WorkerOptions, "connection" | "namespace" | "interceptors">[]>;
  /** Runs until the signal aborts, beside the worker. */
  readonly beside?: (signal: AbortSignal, client: Client) => Promise<void>;
}

/**
 * Connects (waiting for Temporal as long as it takes), gives back what a killed predecessor held, and runs until
 * SIGTERM or SIGINT. Ends the process with code 1 when the worker fails, so that its supervisor starts a new one.
 */
export async function runWorker(worker: WorkerProcess): Promise<void> {
  Runtime.install({
    logger: new DefaultLogger("WARN"),
    telemetryOptions: { logging: { filter: { core: "WARN", other: "WARN" }, forward: {} } },
    shutdownSignals: [],
  });
  const stopping = new AbortController();
  for (const name of ["SIGTERM", "SIGINT"] as const) process.once(name, () => stopping.abort());
  const connection = await connect(worker.address, stopping.signal);
  if (connection === undefined) return;
  const client = new Client({ connection, namespace: worker.namespace });
  const notesDir = join(worker.stateDir, "workers");
  mkdirSync(notesDir, { recursive: true });
  const attempts = heldAttempts(join(notesDir, `${worker.name}.held`));
  const given = await attempts.buryPredecessor(client);
  const native = await NativeConnection.connect({ address: worker.address });
  const runs: Worker[] = [];
  for (const options of await worker.options(client)) {
    const run = await Worker.create({
      ...options,
      connection: native,
      namespace: worker.namespace,
      identity: `${worker.name}@${process.pid}`,
      interceptors: { activity: [failureInterceptor, attempts.interceptor] },
      shutdownGraceTime: "2s",
      shutdownForceTime: "5s",
    });
    stopping.signal.addEventListener("abort", () => run.shutdown());
    runs.push(run);
  }
  process.stdout.write(`${worker.name} runs${given > 0 ? `, gave back ${given} attempts of its predecessor` : ""}\n`);
  const beside = worker.beside?.(stopping.signal, client) ?? Promise.resolve();
  await Promise.race([
    Promise.all(runs.map(async (run) => await run.run())),
    beside.then(async () => await new Promise<never>(() => undefined)),
  ]);
  stopping.abort();
  await beside;
  await native.close();
  await connection.close();
}

async function connect(address: string, signal: AbortSignal): Promise<Connection | undefined> {
  for (let waitMs = 100; ; waitMs = Math.min(waitMs * 1.5, 1_000)) {
    if (signal.aborted) return undefined;
    try {
      return await Connection.connect({ address, connectTimeout: "2s" });
    } catch {
      // Temporal may come later than its workers: the supervisor's view of it is in /readyz.
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}
