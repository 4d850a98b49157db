import { z } from "zod";
import { OrchestratorError } from "../../../domain/errors.ts";
import type { JsonObject } from "../../../domain/schema/json.ts";
import type { Jira } from "./connect-jira.ts";
import { isAnswer } from "./jira-failure.ts";

/** Name of the issue property that holds our key. */
export const PROPERTY = "holdfast";
/** What an issue's key looks like. */
export const ISSUE_KEY = /^[A-Z][A-Z0-9_]{0,49}-[1-9]\d{0,9}$/;

// Only the fields we use, so a newer Jira does not break us.
const Answer = z.object({
  id: z.string().regex(/^\d+$/),
  key: z.string().min(1),
  fields: z.object({
    status: z.object({ name: z.string(), statusCategory: z.object({ key: z.string() }).optional() }),
    labels: z.array(z.string()).default([]),
    issuelinks: z
      .array(
        z.object({
          inwardIssue: z.object({ id: z.string() }).optional(),
          outwardIssue: z.object({ id: z.string() }).optional(),
        }),
      )
      .default([]),
    subtasks: z.array(z.object({ id: z.string() })).default([]),
  }),
  properties: z.record(z.string(), z.unknown()).optional(),
});

/** An issue as Jira shows it. Its id stays when it is moved to another project; its key does not. */
export interface Issue {
  readonly id: string;
  readonly key: string;
  readonly status: string;
  /** True in a status of the category "done". */
  readonly isDone: boolean;
  readonly labels: readonly string[];
  /** Our key in its property; absent where it has none, as a clone made by a person. */
  readonly ownKey?: string;
  /** Ids of the issues that it links to, and of its subtasks. */
  readonly related: readonly string[];
}

/** Reads an issue by id or key, past the search index; undefined when it is not there, or hidden. @throws OrchestratorError `REMOTE_*` */
export async function readIssue(jira: Jira, idOrKey: string): Promise<Issue | undefined> {
  const query = { fields: "status,labels,issuelinks,subtasks", properties: PROPERTY };
  try {
    const { json } = await jira.call({ method: "GET", path: `issue/${encodeURIComponent(idOrKey)}`, query });
    return asIssue(json);
  } catch (error) {
    if (isAnswer(error, 404)) return undefined;
    throw error;
  }
}

/** Creates an issue and answers what it is called. @throws OrchestratorError `REMOTE_*` */
export async function createIssue(jira: Jira, body: JsonObject): Promise<{ id: string; key: string }> {
  const { json } = await jira.call({ method: "POST", path: "issue", body });
  const made = z.object({ id: z.string(), key: z.string() }).safeParse(json).data;
  if (made === undefined)
    throw new OrchestratorError("REMOTE_UNCLEAR", "jira answered a new issue without saying which");
  return { id: made.id, key: made.key };
}

/** Parses an issue. @throws OrchestratorError `REMOTE_UNCLEAR` where it is none */
function asIssue(json: unknown): Issue {
  const { data } = Answer.safeParse(json);
  if (data === undefined) throw new OrchestratorError("REMOTE_UNCLEAR", "jira answered an issue that cannot be read");
  const { id, key, fields, properties } = data;
  const property = z.object({ key: z.string() }).safeParse(properties?.[PROPERTY]).data;
  const linked = fields.issuelinks.map(({ inwardIssue, outwardIssue }) => (inwardIssue ?? outwardIssue)?.id);
  return {
    id,
    key,
    status: fields.status.name,
    isDone: fields.status.statusCategory?.key === "done",
    labels: fields.labels,
    ...(property === undefined ? {} : { ownKey: property.key }),
    related: [...linked, ...fields.subtasks.map((subtask) => subtask.id)].filter((one) => one !== undefined),
  };
}
