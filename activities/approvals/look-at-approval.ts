import type { ApprovalPorts } from "./approval-ports.ts";

/** What an approval does next. Instants are epoch milliseconds. */
export type ApprovalAnswer = { readonly do: "end" } | { readonly do: "wait"; readonly lookAgainAt: number };

/**
 * One look at an approval: escalates, reminds and expires what is due, then brings up to date what people see of it.
 * Repeatable at any time. Where people cannot be told the approval goes on: every other door is open.
 */
export async function lookAtApproval(
  { store, show, now }: ApprovalPorts,
  { approvalId, signal }: { readonly approvalId: string; readonly signal: AbortSignal },
): Promise<ApprovalAnswer> {
  const time = await store.passTime(approvalId, now());
  if (time === undefined) return { do: "end" };
  const shown = show === undefined ? undefined : await store.approvalToShow(approvalId);
  const told = shown === undefined || show === undefined ? { fault: null } : await show(shown, signal);
  await store.recordChatFault(approvalId, told.fault);
  const times = [time.lookAgainAt, told.lookAgainAt].filter((at) => at !== undefined);
  return times.length === 0 ? { do: "end" } : { do: "wait", lookAgainAt: Math.min(...times) };
}
