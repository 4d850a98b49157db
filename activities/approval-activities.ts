import { cancellationSignal, heartbeat } from "@temporalio/activity";
import { type ApprovalAnswer, lookAtApproval } from "./approvals/look-at-approval.ts";
import type { ApprovalPorts } from "./approvals/approval-ports.ts";

/** Activities of approvals. They talk to chat systems, so they run where outside systems are asked. */
export type ApprovalActivities = ReturnType<typeof approvalActivities>;

const HEARTBEAT_MS = 2_000;

/** Builds them. Every one may be repeated. */
export function approvalActivities(ports: ApprovalPorts) {
  return {
    /** One look at an approval: what time has brought, and what people see. */
    lookAtApproval: async ({ approvalId }: { readonly approvalId: string }): Promise<ApprovalAnswer> => {
      const beat = setInterval(() => heartbeat(), HEARTBEAT_MS);
      try {
        return await lookAtApproval(ports, { approvalId, signal: cancellationSignal() });
      } finally {
        clearInterval(beat);
      }
    },
  };
}
