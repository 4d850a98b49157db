import { renderApproval } from "./render/render-approval.ts";
import { renderDetails, renderRejectForm } from "./render/render-forms.ts";
import { renderEscalation, renderProgress, renderReminder, renderVote } from "./render/render-thread.ts";
import type { ChatRendering } from "./rendering-port.ts";

/**
 * What Slack shows. `publicUrl` is Holdfast's address for people; without it messages have no links to it. In a simulated
 * Slack each approval says that it is one.
 */
export function slackRendering(options: {
  readonly publicUrl?: string;
  readonly isSimulator?: boolean;
}): ChatRendering {
  return {
    approval: (view, mode) => renderApproval(view, { ...options, mode }),
    reminder: renderReminder,
    escalation: renderEscalation,
    vote: (_, vote) => renderVote(vote),
    progress: renderProgress,
    rejectForm: renderRejectForm,
    details: renderDetails,
  };
}
