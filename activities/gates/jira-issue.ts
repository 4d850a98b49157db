import { z } from "zod";
import { decideJiraIssue } from "../../domain/decide-jira-issue.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import { JsonValue } from "../../domain/schema/json.ts";
import { connectJira, type Jira } from "../systems/jira/connect-jira.ts";
import { finishIssue } from "../systems/jira/finish-issue.ts";
import { findIssue, type IssueMemory, readMemory } from "../systems/jira/find-issue.ts";
import { ISSUE_KEY, type Issue } from "../systems/jira/issues.ts";
import { sweepWhenDue } from "../systems/jira/sweep-when-due.ts";
import { isWithoutConnection } from "../systems/resolve-connection.ts";
import { defineGate, type GateAnswer, type GateContext } from "./gate.ts";

const IssueKey = z.string().regex(ISSUE_KEY, "write an issue key as REL-12");
const Label = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^\s"\\]+$/, "a label has no spaces, quotes or backslashes");
const Status = z.string().min(1).max(255);
const Statuses = z.array(Status).min(1).max(20);

const Config = z
  .strictObject({
    connection: z.string().min(1).describe("Name of the connection to Jira."),
    project: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]*$/, "write the project's key, as REL")
      .describe("Key of the project in which issues are created."),
    issueType: z.string().min(1).max(60).default("Task").describe("Type of the issue that is created."),
    issue: IssueKey.optional().describe(
      "An issue that exists already; none is created. A key that is given when promoting wins over it.",
    ),
    find: z
      .strictObject({
        label: Label.optional().describe("The issue of this project with this label."),
        jql: z.string().min(1).max(2_000).optional().describe("The issue that this query finds."),
        orCreate: z.boolean().default(true).describe("Whether one is created where none is found."),
      })
      .refine(({ label, jql }) => (label === undefined) !== (jql === undefined), "give either label or jql")
      .optional()
      .describe("An issue that people open, found by label or JQL."),
    proceed: Statuses.describe("Statuses in which the promotion may go on."),
    reject: Statuses.describe("Statuses that reject the promotion."),
    summary: z.string().min(1).max(255).optional().describe("Summary of the issue; made from the promotion if absent."),
    description: z
      .string()
      .max(20_000)
      .optional()
      .describe("Plain text above what is known of the promotion, a paragraph for each line."),
    labels: z.array(Label).max(20).default([]).describe("Further labels of the issue."),
    fields: z
      .record(z.string(), JsonValue)
      .default({})
      .describe(
        "Further fields of the issue, by Jira's name, as Jira takes them: `{ customfield_10010: { value: EU } }`.",
      ),
    anchor: IssueKey.optional().describe("An issue to which it is linked, as the one of the release."),
    onOutcome: z
      .strictObject({
        verified: Status.optional().describe("Status after the release was verified."),
        failed: Status.optional().describe("Status after any other end."),
      })
      .default({})
      .describe("Where the issue is moved once the promotion is over; it stays where one is absent."),
    comment: z.boolean().default(true).describe("Whether the issue is told how the promotion ended."),
  })
  .refine(({ issue, find }) => issue === undefined || find === undefined, "give either issue or find");

/** Config of the gate, parsed. */
export type JiraIssueConfig = z.infer<typeof Config>;

const LOOK_AGAIN_MS = 60_000;
const LOOK_AGAIN_NEAR_LIMIT_MS = 5 * 60_000;

/** Waits until a Jira issue is in one of some statuses, and opens the issue where there is none yet. */
export const jiraIssue = defineGate<JiraIssueConfig>({
  kind: "jira-issue",
  summary: "Waits until a Jira issue is in one of some statuses, and opens the issue where there is none yet.",
  config: Config,
  outputs: {
    key: "Key of the issue, as `REL-431`; it changes when the issue is moved to another project.",
    url: "Address of the issue.",
    id: "Id of the issue, which stays.",
    status: "Name of the status in which it was seen last.",
  },
  examples: [
    { connection: "tracker", project: "REL", proceed: ["Approved"], reject: ["Declined", "Cancelled"] },
    {
      connection: "tracker",
      project: "REL",
      issueType: "Change",
      summary: "shop ${release.version} to ${environment.name}",
      labels: ["shop"],
      anchor: "REL-100",
      proceed: ["Approved"],
      reject: ["Declined"],
      onOutcome: { verified: "Done", failed: "Done" },
    },
    {
      connection: "tracker",
      project: "REL",
      find: { label: "shop-${release.version}", orCreate: false },
      proceed: ["Approved"],
      reject: ["Declined"],
    },
  ],
  concerns: "tickets",
  connections: ({ connection }) => [connection],
  evaluate: async (config, context) => {
    const memory = readMemory(context.memory);
    if (memory.notBefore !== undefined && context.nowMs < memory.notBefore)
      return { verdict: "wait", reasons: ["jira asked to wait"], lookAgainAt: memory.notBefore };
    try {
      const jira = connectJira(await context.connection(config.connection), context);
      return await answer(jira, config, { context, memory });
    } catch (error) {
      return asWait(error, memory, context.nowMs);
    }
  },
  finish: async (config, context, end) => {
    const memory = readMemory(context.memory);
    try {
      const jira = connectJira(await context.connection(config.connection), context);
      await finishIssue(jira, config, { context, memory, end });
    } catch (error) {
      // Without a connection nothing was opened. Had it been, its connection must come back first.
      if (memory.id !== undefined || !isWithoutConnection(error)) throw error;
    }
  },
});

async function answer(
  jira: Jira,
  config: JiraIssueConfig,
  { context, memory }: { readonly context: GateContext; readonly memory: IssueMemory },
): Promise<GateAnswer> {
  const found = await findIssue(jira, config, { context, memory });
  if (found.state === "answer") return found.answer;
  const swept = await sweepWhenDue(jira, { context, memory: found.memory, issue: found.issue });
  const { issue, notes } = swept;
  const verdict = decideJiraIssue(issue, config);
  const simulated = jira.isSimulator ? ["this Jira is a simulator"] : [];
  const reasons = [...verdict.reasons, ...notes, ...simulated];
  const kept = { output: outputOf(jira, issue), memory: { ...swept.memory } };
  if (verdict.verdict !== "wait") return { ...verdict, reasons, ...kept };
  return {
    ...verdict,
    reasons,
    ...kept,
    waitsOn: `${issue.key} (${issue.status})`,
    lookAgainAt: context.nowMs + (jira.isNearLimit() ? LOOK_AGAIN_NEAR_LIMIT_MS : LOOK_AGAIN_MS),
  };
}

function outputOf(jira: Jira, { id, key, status }: Issue) {
  return { id, key, status, url: jira.issueUrl(key) };
}

/** A refusal waits for a person, a throttled call for its time. Everything else is the caller's: it is asked again. */
function asWait(error: unknown, memory: IssueMemory, nowMs: number): GateAnswer {
  if (!(error instanceof OrchestratorError)) throw error;
  const { retryAfterMs, pauses } = error.details;
  if (error.code === "REMOTE_THROTTLED" && typeof retryAfterMs === "number") {
    const notBefore = nowMs + retryAfterMs;
    // Where only writes of one issue wait, the effect itself waits for its time, and looks may go on.
    const kept = pauses === "issue" ? memory : { ...memory, notBefore };
    return { verdict: "wait", reasons: [error.message], lookAgainAt: notBefore, memory: { ...kept } };
  }
  if (error.code !== "REMOTE_REFUSED") throw error;
  return {
    verdict: "wait",
    reasons: [error.message],
    lookAgainAt: nowMs + LOOK_AGAIN_MS,
    isAlarming: true,
    memory: { ...memory },
  };
}
