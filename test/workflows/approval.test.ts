import { afterAll, beforeAll, expect, test } from "vitest";
import { approvalWorkflowId } from "../../workflows/messages.ts";
import { APPROVAL_STORIES, type ApprovalLife } from "../setup/approval-stories.ts";
import { testTemporal, type TestTemporal, unique } from "../setup/temporal.ts";

let temporal: TestTemporal;
beforeAll(async () => void (temporal = await testTemporal({ namespace: unique("approvals") })));
afterAll(async () => await temporal.close());

async function tell(name: string): Promise<ApprovalLife> {
  const story = APPROVAL_STORIES[name];
  if (story === undefined) throw new Error(`there is no story "${name}"`);
  return await story(temporal);
}

test("each vote makes it look at its rows, and the last one ends it", async () => {
  expect((await tell("voted")).looks).toBe(4);
});

test("it looks at the times that its rows say, without anybody waking it", async () => {
  expect((await tell("timed-out")).looks).toBe(4);
});

test("what comes while it is about to end is looked at before it ends", async () => {
  expect((await tell("woken-at-its-end")).looks).toBeGreaterThanOrEqual(2);
});

test("it goes on as a new run when it has grown long", async () => {
  const { approvalId } = await tell("rolled-asking");
  const query = `WorkflowId = "${approvalWorkflowId(approvalId)}"`;
  await expect
    .poll(async () => (await temporal.client.workflow.count(query)).count, { timeout: 20_000 })
    .toBeGreaterThan(1);
});
