import { approval } from "../../workflows/index.ts";
import { approvalWorkflowId, look, PROMOTION_TASK_QUEUE } from "../../workflows/messages.ts";
import type { ApprovalAnswer } from "../../activities/approvals/look-at-approval.ts";
import { unique, type TestTemporal } from "./temporal.ts";

/** What a look of an approval in memory answers, given how many there were before; may do something first. */
type Answer = (looks: number, send: () => Promise<void>) => Promise<ApprovalAnswer>;

/** How an approval lived. */
export interface ApprovalLife {
  readonly approvalId: string;
  readonly looks: number;
}

const SOON_MS = 200;
const LATER_MS = 3_600_000;
const LOOKS_TO_ROLL = 30;

const wait = (ms: number): ApprovalAnswer => ({ do: "wait", lookAgainAt: Date.now() + ms });
const END: ApprovalAnswer = { do: "end" };

/** Lives an approval whose rows are the test's, from its first look until its workflow has ended. */
async function live(temporal: TestTemporal, answer: Answer): Promise<ApprovalLife> {
  const approvalId = unique("ap");
  const taskQueue = unique("orchestrator");
  const { workflow } = temporal.client;
  const workflowId = approvalWorkflowId(approvalId);
  const send = async () =>
    void (await workflow.signalWithStart(approval, {
      taskQueue,
      workflowId,
      signal: look,
      signalArgs: [],
      args: [{ approvalId }],
    }));
  let looks = 0;
  const lookAtApproval = async () => await answer(looks++, send);
  const queues = [
    { taskQueue, activities: {}, hasWorkflows: true },
    { taskQueue: PROMOTION_TASK_QUEUE, activities: { lookAtApproval }, hasWorkflows: false },
  ];
  await temporal.withWorkers(queues, async () => {
    await send();
    await workflow.getHandle(workflowId).result();
  });
  return { approvalId, looks };
}

/** The lives of approvals whose histories are kept and replayed, by name. */
export const APPROVAL_STORIES: Readonly<Record<string, (temporal: TestTemporal) => Promise<ApprovalLife>>> = {
  /** Votes come; the last one decides. */
  voted: async (temporal) =>
    await live(temporal, async (looks, send) => {
      if (looks === 3) return END;
      await send();
      return wait(LATER_MS);
    }),
  /** Nobody comes: it is reminded, escalated, and expires by its own time. */
  "timed-out": async (temporal) => await live(temporal, async (looks) => (looks < 3 ? wait(SOON_MS) : END)),
  /** A vote comes while the look says that there is nothing more to wait for. */
  "woken-at-its-end": async (temporal) =>
    await live(temporal, async (looks, send) => {
      if (looks === 0) await send();
      return END;
    }),
  /** So much comes that it goes on as a new run. */
  "rolled-asking": async (temporal) =>
    await live(temporal, async (looks, send) => {
      if (looks >= LOOKS_TO_ROLL) return END;
      await send();
      return wait(LATER_MS);
    }),
};
