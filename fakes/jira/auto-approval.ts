import type { AutoApproval, Jira } from "./jira.ts";
import { keyText } from "./deployment.ts";
import { moveIssue } from "./move-issue.ts";
import { setGate } from "./set-gate.ts";

const CALL = { actor: "auto-approve", cause: "auto" } as const;

/** The approver of a site that nobody watches. */
export function autoApproval(jira: Omit<Jira, "autoApproval">): AutoApproval {
  const { settings, world } = jira;

  async function approveIssue(id: string): Promise<void> {
    const issue = world.findIssue(id);
    const project = world.projects.get(issue?.projectKey ?? "");
    if (issue === undefined || issue.status !== project?.statuses[0]?.name) return;
    await moveIssue(jira, CALL, { issue, status: "Approved" });
  }

  async function allowGate(text: string): Promise<void> {
    const gate = world.gates.get(text);
    if (gate?.status === "awaiting") await setGate(jira, CALL, { ...gate, status: "allowed" });
  }

  return {
    watchIssue({ id, createdAt, isDeleted }) {
      if (settings.autoApproveMs === undefined || isDeleted) return;
      start(createdAt + settings.autoApproveMs, async () => await approveIssue(id));
    },
    watchGate({ key, updatedAt }) {
      if (settings.autoApproveMs === undefined) return;
      start(updatedAt + settings.autoApproveMs, async () => await allowGate(keyText(key)));
    },
  };
}

function start(at: number, act: () => Promise<void>): void {
  setTimeout(
    () => {
      act().catch((error: unknown) => process.stderr.write(`fake jira: auto-approve: ${String(error)}\n`));
    },
    Math.max(at - Date.now(), 0),
  ).unref();
}
