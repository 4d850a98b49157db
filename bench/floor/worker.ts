// The worker process of a bare executor: node worker.ts ADDRESS WORKFLOWS CLOUD_URL
import { NativeConnection, Runtime, Worker } from "@temporalio/worker";
import { createResourceIn } from "./create-resource.ts";

const [address = "", workflowsPath = "", cloudUrl = ""] = process.argv.slice(2);

Runtime.install({ telemetryOptions: { logging: { filter: { core: "WARN", other: "WARN" }, forward: {} } } });
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  connection,
  taskQueue: "bare",
  workflowsPath,
  activities: { createResource: createResourceIn(cloudUrl) },
  maxCachedWorkflows: 500,
  // Waiting costs no processor: no create may wait for a slot.
  maxConcurrentActivityTaskExecutions: 2_000,
});
await worker.run(); // Until SIGTERM.
await connection.close();
