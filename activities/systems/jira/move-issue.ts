import { z } from "zod";
import { sameStatus } from "../../../domain/decide-jira-issue.ts";
import { OrchestratorError } from "../../../domain/errors.ts";
import type { Json } from "../../../domain/schema/json.ts";
import type { Jira } from "./connect-jira.ts";
import { readIssue, type Issue } from "./issues.ts";

// Only the fields we use, so a newer Jira does not break us.
const Field = z.object({
  required: z.boolean().default(false),
  name: z.string().default(""),
  hasDefaultValue: z.boolean().default(false),
  allowedValues: z.array(z.object({ id: z.string().optional(), name: z.string().optional() })).default([]),
});
const Transition = z.object({
  id: z.string(),
  to: z.object({ name: z.string(), statusCategory: z.object({ key: z.string() }).optional() }),
  fields: z.record(z.string(), Field).default({}),
});
const Transitions = z.object({ transitions: z.array(Transition) });
type Transition = z.infer<typeof Transition>;

const Permissions = z.object({
  permissions: z.record(z.string(), z.object({ havePermission: z.boolean() })),
});

/** Where an issue should be. */
export interface IssueTarget {
  /** Name of the status. */
  readonly status: string;
  /** Name of the resolution, where the transition asks for one; the first one that is allowed where it is not. */
  readonly resolution: "Done" | "Won't Do" | "Duplicate";
}

/**
 * Brings an issue into a status, and answers in which one it is then. Who is there already, or was closed by a person
 * where it should be closed, stays. An issue that is gone answers undefined.
 *
 * @throws OrchestratorError `REMOTE_REFUSED` when no transition leads there, we may not, or its screen asks for more;
 *   other `REMOTE_*`
 */
export async function moveIssue(jira: Jira, id: string, wanted: IssueTarget): Promise<string | undefined> {
  const target = wanted.status;
  const issue = await readIssue(jira, id);
  if (issue === undefined || sameStatus(issue.status, target)) return issue?.status;
  const path = `issue/${id}/transitions`;
  const { json } = await jira.call({ method: "GET", path, query: { expand: "transitions.fields" } });
  const { transitions } = parsed(Transitions, json, "transitions");
  const way = transitions.find(({ to }) => sameStatus(to.name, target));
  if (issue.isDone && (way === undefined || way.to.statusCategory?.key === "done")) return issue.status;
  if (way === undefined) throw await noWay(jira, { issue, target, transitions });

  const fields = requiredFields(way, issue, wanted);
  try {
    await jira.call({ method: "POST", path, body: { transition: { id: way.id }, fields } });
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    // A refusal may mean that somebody was faster, and what got no answer may have happened.
    const now = await readIssue(jira, id);
    if (now === undefined || !sameStatus(now.status, target)) throw error;
    return now.status;
  }
  // What moves it on by itself afterwards is its workflow's business.
  return (await readIssue(jira, id))?.status;
}

async function noWay(
  jira: Jira,
  { issue, target, transitions }: { issue: Issue; target: string; transitions: readonly Transition[] },
): Promise<OrchestratorError> {
  const asked = `${issue.key} is in "${issue.status}" and should be in "${target}"`;
  // Without the permission Jira answers an empty list, not a refusal.
  if (transitions.length === 0 && !(await mayMove(jira, issue.id)))
    return new OrchestratorError(
      "REMOTE_REFUSED",
      `${asked}, but "${jira.account}" lacks the permission to transition issues`,
    );
  const ways = transitions.map(({ to }) => `"${to.name}"`).join(", ");
  return new OrchestratorError(
    "REMOTE_REFUSED",
    `${asked}, but no transition leads there; from here: ${ways === "" ? "none" : ways}`,
  );
}

async function mayMove(jira: Jira, issueId: string): Promise<boolean> {
  const query = { issueId, permissions: "TRANSITION_ISSUES" };
  const { json } = await jira.call({ method: "GET", path: "mypermissions", query });
  const { permissions } = parsed(Permissions, json, "permissions");
  return permissions["TRANSITION_ISSUES"]?.havePermission === true;
}

/** What a transition's screen must be given: a resolution, or the only value there is. */
function requiredFields({ fields }: Transition, { key }: Issue, target: IssueTarget): Record<string, Json> {
  const filled: Record<string, Json> = {};
  const missing: string[] = [];
  for (const [id, { required, hasDefaultValue, allowedValues, name }] of Object.entries(fields)) {
    if (!required || hasDefaultValue) continue;
    const value =
      id === "resolution"
        ? (allowedValues.find((one) => one.name === target.resolution) ?? allowedValues[0])
        : allowedValues.length === 1
          ? allowedValues[0]
          : undefined;
    if (value?.name !== undefined) filled[id] = { name: value.name };
    else if (value?.id !== undefined) filled[id] = { id: value.id };
    else missing.push(name === "" || name === id ? id : `${name} (${id})`);
  }
  if (missing.length === 0) return filled;
  throw new OrchestratorError(
    "REMOTE_REFUSED",
    `moving ${key} to "${target.status}" asks for ${missing.join(", ")}: move it by hand, or make the field optional`,
  );
}

function parsed<Answer>(schema: z.ZodType<Answer>, json: unknown, what: string): Answer {
  const { data } = schema.safeParse(json);
  if (data !== undefined) return data;
  throw new OrchestratorError("REMOTE_UNCLEAR", `jira answered ${what} that cannot be read`);
}
