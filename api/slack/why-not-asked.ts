import type { ApprovalView } from "../../domain/schema/approval.ts";
import { shown } from "./words.ts";

/** Why a click on a message comes too late; undefined while what it shows is still asked. */
export function whyNotAsked(view: ApprovalView, planDigest: string): string | undefined {
  if (view.status !== "pending") {
    const why = view.statusReason === "" ? "" : `: ${shown(view.statusReason, 400)}`;
    return `This approval is ${view.status} already${why}. Nothing was counted.`;
  }
  if (view.binding.planDigest !== planDigest)
    return "The plan has changed since this message was written. Nothing was counted: look at the newer message.";
  return undefined;
}
