import type { ApprovalView } from "../../../domain/schema/approval.ts";
import type { PromotionState } from "../../../domain/schema/phases.ts";
import { escapedLine } from "./text.ts";

const WORDS: Readonly<Record<PromotionState, string>> = {
  Waiting: "⏳ waits for its turn",
  Running: "▶️ running",
  Held: "✋ held, a person has to decide",
  Restoring: "⏪ being restored",
  Verified: "🎉 verified",
  Rejected: "⛔ rejected",
  Superseded: "♻️ superseded",
  Cancelled: "🚫 cancelled",
  Failed: "❌ failed",
  Restored: "⏪ restored: what ran before runs again",
  "Restore failed": "🔥 the restore failed, the environment is held",
};

/** How what was approved goes on, on one line; empty before. */
export function progressLine({ progress }: ApprovalView): string {
  if (progress === undefined) return "";
  const reason = progress.reason === "" ? "" : ` · ${escapedLine(progress.reason, 600)}`;
  return `${WORDS[progress.state]}${reason}`;
}
