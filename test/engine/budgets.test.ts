import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { historyCost } from "../../bench/measure/histories.ts";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import { environmentWorkflowId, operationWorkflowId } from "../../workflows/messages.ts";
import { testInstallation, type Installation } from "../setup/installation.ts";

const EVENTS_MAX = 300;
const BYTES_MAX = 300 * 1024;

let holdfast: Installation;
beforeAll(async () => {
  holdfast = await testInstallation({ cloudArguments: ["--time-scale", "0.004"] });
  await holdfast.start();
});
afterAll(async () => await holdfast.close());

test("the thirty components of R30 cost Temporal at most 300 events and 300 KiB of history", async () => {
  const files = ["blueprint.yaml", "environment.yaml"].map(
    (name) => new URL(`../../examples/r30/${name}`, import.meta.url),
  );
  const documents = await Promise.all(files.map(async (file) => await readFile(file, "utf8")));
  const { results } = await holdfast.apply(documents.join("\n---\n"));
  const operationId = results.find(({ kind }) => kind === "Environment")?.operationId ?? "";
  expect(await holdfast.ended(operationId)).toBe("Succeeded");
  const uid = (await holdfast.store.getEnvironment("r30-dev", "r30"))?.uid ?? "";
  const operation = holdfast.client.workflow.getHandle(operationWorkflowId(operationId));
  await waitUntil(async () => (await operation.describe()).status.name === "COMPLETED", {
    what: "the operation's workflow has closed",
    limitMs: 10_000,
  });
  const ofOperation = await historyCost(holdfast.client, [operationWorkflowId(operationId)]);
  const ofEnvironment = await historyCost(holdfast.client, [environmentWorkflowId(uid)]);
  const events = ofOperation.events + ofEnvironment.events;
  const bytes = ofOperation.bytes + ofEnvironment.bytes;
  process.stdout.write(
    `R30: operation ${ofOperation.events} events, ${ofOperation.bytes} bytes; ` +
      `environment ${ofEnvironment.events} events, ${ofEnvironment.bytes} bytes; ` +
      `both ${events} of ${EVENTS_MAX} events, ${bytes} of ${BYTES_MAX} bytes\n`,
  );
  const { firstExecutionRunId } = await runOf(environmentWorkflowId(uid));
  expect(firstExecutionRunId).toBe("its first run"); // A roll would hide what came before it.
  expect(events).toBeGreaterThan(30 * 3); // Scheduled, started and completed, of each component.
  expect(events).toBeLessThanOrEqual(EVENTS_MAX);
  expect(bytes).toBeLessThanOrEqual(BYTES_MAX);
}, 120_000);

async function runOf(workflowId: string): Promise<{ readonly firstExecutionRunId: string }> {
  const { raw } = await holdfast.client.workflow.getHandle(workflowId).describe();
  const { firstRunId, execution } = raw.workflowExecutionInfo ?? {};
  return { firstExecutionRunId: firstRunId === execution?.runId ? "its first run" : "a later run" };
}
