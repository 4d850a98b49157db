import type { Gate } from "./deployment.ts";
import { keyText } from "./deployment.ts";
import type { Issue } from "./issue.ts";
import { moveIssue } from "./move-issue.ts";
import { setGate } from "./set-gate.ts";
import type { Jira } from "./start-jira.ts";

const CALL = { actor: "auto-approve", cause: "auto" } as const;

/** Says yes by itself after the time in the settings; never when there is none. */
export interface AutoApproval {
  /** Approves an issue, unless somebody moved it by then. */
  watchIssue(issue: Issue): void;
  /** Allows a gate, unless somebody decided by then. */
  watchGate(gate: Gate): void;
}

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
