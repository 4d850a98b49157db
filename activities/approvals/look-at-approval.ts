import type { ApprovalToShow } from "../../adapters/store/approvals-port.ts";
import type { ApprovalPorts } from "./approval-ports.ts";

const HOUR_MS = 3_600_000;
const GIVE_UP_MS = 24 * HOUR_MS;

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
  const showAgainAt = told.lookAgainAt === undefined ? undefined : patient(told.lookAgainAt, shown, now());
  const times = [time.lookAgainAt, showAgainAt].filter((at) => at !== undefined);
  return times.length === 0 ? { do: "end" } : { do: "wait", lookAgainAt: Math.min(...times) };
}

/** A decision that cannot be shown is shown later and later, and after a day not at all: the fault stands on the approval. */
function patient(at: number, shown: ApprovalToShow | undefined, nowMs: number): number | undefined {
  const decidedAt = shown?.approval.decidedAt;
  if (decidedAt === undefined) return at;
  const sinceMs = nowMs - decidedAt;
  return sinceMs > GIVE_UP_MS ? undefined : Math.max(at, nowMs + Math.min(sinceMs, HOUR_MS));
}
