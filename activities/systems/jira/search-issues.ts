import { z } from "zod";
import { OrchestratorError } from "../../../domain/errors.ts";
import type { Jira } from "./connect-jira.ts";

/** An issue that a search found. The index lags: what it says of a status may be old. */
export interface FoundIssue {
  readonly id: string;
  readonly key: string;
  readonly labels: readonly string[];
}

const MOST_RESULTS = 50;

// Only the fields we use, so a newer Jira does not break us.
const Answer = z.object({
  issues: z.array(
    z.object({
      id: z.string().regex(/^\d+$/),
      key: z.string(),
      fields: z.object({ labels: z.array(z.string()).default([]) }).default({ labels: [] }),
    }),
  ),
});

/** The first fifty issues that a query finds, the lowest id first. @throws OrchestratorError `REMOTE_*` */
export async function searchIssues(jira: Jira, jql: string): Promise<readonly FoundIssue[]> {
  const body = { jql, fields: ["status", "labels", "created"], maxResults: MOST_RESULTS };
  const { json } = await jira.call({ method: "POST", path: "search/jql", body });
  const { data } = Answer.safeParse(json);
  if (data === undefined) throw new OrchestratorError("REMOTE_UNCLEAR", "jira answered a search that cannot be read");
  return data.issues
    .map(({ id, key, fields }) => ({ id, key, labels: fields.labels }))
    .toSorted((left, right) => Number(left.id) - Number(right.id));
}

/**
 * The issues that carry a label, compared here once more: of one project, or of all, since people move issues.
 *
 * @throws OrchestratorError `REMOTE_*`
 */
export async function searchByLabel(jira: Jira, label: string, project?: string): Promise<readonly FoundIssue[]> {
  const within = project === undefined ? "" : `project = ${quoted(project)} AND `;
  const found = await searchIssues(jira, `${within}labels = ${quoted(label)} ORDER BY created ASC`);
  return found.filter(({ labels }) => labels.includes(label));
}

/** A text as a value of JQL. */
function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
}
