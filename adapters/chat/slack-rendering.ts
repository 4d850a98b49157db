import { renderApproval } from "./render/render-approval.ts";
import { renderDetails, renderRejectForm } from "./render/render-forms.ts";
import { renderEscalation, renderProgress, renderReminder, renderVote } from "./render/render-thread.ts";
import type { ChatRendering } from "./rendering-port.ts";

/** What Slack shows. `publicUrl` is Holdfast's address for people; without it messages have no links to it. */
export function slackRendering({ publicUrl }: { readonly publicUrl?: string }): ChatRendering {
  return {
    approval: (view, mode) => renderApproval(view, publicUrl === undefined ? { mode } : { mode, publicUrl }),
    reminder: renderReminder,
    escalation: renderEscalation,
    vote: (_, vote) => renderVote(vote),
    progress: renderProgress,
    rejectForm: renderRejectForm,
    details: renderDetails,
  };
}
