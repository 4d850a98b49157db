import { mkdir, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { fileURLToPath } from "node:url";
import { historyToJSON } from "@temporalio/common/lib/proto-utils.js";
import {
  approvalWorkflowId,
  environmentWorkflowId,
  operationWorkflowId,
  promotionWorkflowId,
} from "../../workflows/messages.ts";
import type { MemoryOperation } from "../setup/memory-rows.ts";
import { APPROVAL_STORIES } from "../setup/approval-stories.ts";
import { PROMOTION_STORIES } from "../setup/promotion-stories.ts";
import { SWEEP_STORIES } from "../setup/sweep-stories.ts";
import { STORIES } from "../setup/stories.ts";
import { testTemporal } from "../setup/temporal.ts";
import { setup, teardown } from "../setup/global.ts";

// npm run record: lives every story against a real server and keeps the histories of its workflows, one file per run.
// With names of stories it lives only these, and leaves the other histories as they are.
const names = new Set(process.argv.slice(2));
const directory = new URL("./histories/", import.meta.url);
await setup();
const temporal = await testTemporal();
try {
  await mkdir(directory, { recursive: true });
  for (const [name, story] of chosen(STORIES)) {
    const { uid, rows } = await story(temporal);
    await keep(`${name}.environment`, environmentWorkflowId(uid));
    await keepOperations(name, rows.operations);
  }
  for (const [name, story] of chosen(PROMOTION_STORIES)) {
    const { promotions, rows } = await story(temporal);
    for (const [index, { id }] of promotions.entries())
      await keep(`${name}.promotion-${index + 1}`, promotionWorkflowId(id));
    await keepOperations(name, rows.operations);
  }
  for (const [name, story] of chosen(APPROVAL_STORIES)) {
    const { approvalId } = await story(temporal);
    await keep(`${name}.approval`, approvalWorkflowId(approvalId));
  }
  for (const [name, story] of chosen(SWEEP_STORIES)) {
    const { workflowId } = await story(temporal);
    await keep(`${name}.sweep`, workflowId);
  }
} finally {
  await temporal.close();
  await teardown();
}

function chosen<Story>(stories: Readonly<Record<string, Story>>): readonly (readonly [string, Story])[] {
  return Object.entries(stories).filter(([name]) => names.size === 0 || names.has(name));
}

async function keepOperations(name: string, operations: readonly MemoryOperation[]): Promise<void> {
  for (const [index, { id, state }] of operations.entries()) {
    if (state !== "Superseded") await keep(`${name}.operation-${index + 1}`, operationWorkflowId(id));
  }
}

/** Keeps the first two runs of a workflow: a rolled one has several. */
async function keep(name: string, workflowId: string): Promise<void> {
  const runs: string[] = [];
  const { workflow } = temporal.client;
  for await (const run of workflow.list({ query: `WorkflowId = "${workflowId}"` })) runs.push(run.runId);
  for (const [index, runId] of runs.toReversed().slice(0, 2).entries()) {
    const history = await workflow.getHandle(workflowId, runId).fetchHistory();
    const file = new URL(index === 0 ? `${name}.json` : `${name}.run-${index + 1}.json`, directory);
    await writeFile(file, `${anonymous(historyToJSON(history))}\n`);
  }
}

/** Without the folder and the name of the machine that recorded it. */
function anonymous(history: string): string {
  const folder = fileURLToPath(new URL("../../", import.meta.url));
  return history.replaceAll(folder, "").replaceAll(`@${hostname()}`, "@host");
}
