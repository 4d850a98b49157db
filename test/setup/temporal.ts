import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomUUID } from "node:crypto";
import { Client, Connection } from "@temporalio/client";
import { msToTs } from "@temporalio/common/lib/time.js";
import { NativeConnection, Worker, type WorkerOptions } from "@temporalio/worker";
import { failureInterceptor } from "../../workers/failure-interceptor.ts";
import { installRuntime, quietLogger } from "./temporal-runtime.ts";
import { workflowCode } from "./workflow-code.ts";

/** The Temporal server of the test run. */
export interface TestTemporal {
  readonly client: Client;
  /** Runs workers of these queues while `body` runs; a queue named `orchestrator` also runs the workflows. */
  withWorkers<Answer>(queues: readonly TestQueue[], body: () => Promise<Answer>): Promise<Answer>;
  close(): Promise<void>;
}

/** A queue and its activities. */
export interface TestQueue {
  readonly taskQueue: string;
  readonly activities: NonNullable<WorkerOptions["activities"]>;
  readonly hasWorkflows: boolean;
}

/**
 * Connects to the server that the global set-up started. Sets cached workflows to 0 with HOLDFAST_TEST_NO_CACHE=1.
 *
 * @param options - `namespace`: one to make and use, where task queues have names that others use too; `default` by default.
 */
export async function testTemporal({ namespace }: { readonly namespace?: string } = {}): Promise<TestTemporal> {
  const address = process.env["HOLDFAST_TEST_TEMPORAL"];
  if (address === undefined)
    throw new Error(
      "HOLDFAST_TEST_TEMPORAL is not set: run the tests through vitest, whose global set-up starts Temporal",
    );
  installRuntime(quietLogger());
  const directory = mkdtempSync(join(tmpdir(), "holdfast-bundle-"));
  const code = await workflowCode(directory);
  const connection = await Connection.connect({ address });
  if (namespace !== undefined)
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: msToTs("1 day"),
    });
  const inNamespace = namespace === undefined ? {} : { namespace };
  const native = await NativeConnection.connect({ address });
  return {
    client: new Client({ connection, ...inNamespace }),
    async withWorkers(queues, body) {
      const workers = await Promise.all(
        queues.map(
          async ({ taskQueue, activities, hasWorkflows }) =>
            await Worker.create({
              connection: native,
              ...inNamespace,
              taskQueue,
              activities,
              ...(hasWorkflows ? code : {}),
              interceptors: { activity: [failureInterceptor] },
              stickyQueueScheduleToStartTimeout: "1s",
            }),
        ),
      );
      const runs = workers.map(async (worker) => await worker.run());
      try {
        return await Promise.race([
          body(),
          Promise.all(runs).then(() => Promise.reject(new Error("a worker ended early"))),
        ]);
      } finally {
        for (const worker of workers) if (worker.getState() === "RUNNING") worker.shutdown();
        await Promise.all(runs);
      }
    },
    async close() {
      await native.close();
      await connection.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A name that no other test has. */
export function unique(prefix: string): string {
  return `${prefix}-${randomUUID().slice(0, 8)}`;
}
