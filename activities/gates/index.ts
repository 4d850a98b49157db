import { approval } from "./approval.ts";
import type { Gate } from "./gate.ts";
import { httpRequestGate } from "./http-request.ts";
import { jiraIssue } from "./jira-issue.ts";
import { servicenowChange } from "./servicenow-change.ts";
import { soak } from "./soak.ts";
import { verifiedUpstream } from "./verified-upstream.ts";

/** Every gate kind, by name. */
export const gates: readonly Gate[] = [approval, httpRequestGate, jiraIssue, servicenowChange, soak, verifiedUpstream];

/** The gate of a kind; undefined when there is none. */
export function gateByKind(kind: string): Gate | undefined {
  return gates.find((gate) => gate.kind === kind);
}
