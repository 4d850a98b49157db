import { z } from "zod";
import { OrchestratorError } from "../../domain/errors.ts";
import type { PromotionFacts } from "../../domain/promotion-facts.ts";
import { connectJira } from "../systems/jira/connect-jira.ts";
import { DEPLOYMENT_STATES, reportDeployment, type DeploymentState } from "../systems/jira/deployments.ts";
import { ISSUE_KEY } from "../systems/jira/issues.ts";
import { defineStep, type StepAnswer, type StepContext } from "./step.ts";

const ENVIRONMENT_TYPES = ["unmapped", "development", "testing", "staging", "production"] as const;
const TYPE_BY_CLASS: Readonly<Record<string, (typeof ENVIRONMENT_TYPES)[number]>> = {
  dev: "development",
  staging: "staging",
  prod: "production",
};

const Config = z
  .strictObject({
    connection: z.string().min(1).describe("Name of the connection to Jira."),
    issues: z
      .array(z.string().regex(ISSUE_KEY, "write an issue key as REL-12"))
      .max(500)
      .default([])
      .describe("Issues that the deployment belongs to, as `${gates.ticket.key}`."),
    services: z
      .array(z.string().min(1).max(255))
      .max(500)
      .default([])
      .describe("Services of Jira Service Management that the deployment belongs to, by id."),
    state: z.enum(DEPLOYMENT_STATES).default("successful").describe("State that is reported."),
    environmentType: z
      .enum(ENVIRONMENT_TYPES)
      .optional()
      .describe("What Jira calls the environment; made from its class if absent."),
    url: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe("Address that Jira links to; the connection's if absent."),
  })
  .refine(({ issues, services }) => issues.length + services.length > 0, "name at least one issue or service");

type Config = z.infer<typeof Config>;

const TRY_AGAIN_MS = 5_000;

/** Reports the deployment to Jira, where it shows at its issues; taken back as rolled back. */
export const jiraDeployment = defineStep<Config>({
  kind: "jira-deployment",
  summary: "Reports the deployment to Jira, where it shows at its issues.",
  config: Config,
  outputs: {
    deploymentSequenceNumber: "Number of the deployment in its pipeline and environment.",
    state: "State that was reported.",
  },
  examples: [
    { connection: "tracker", issues: ["REL-431"] },
    { connection: "tracker", issues: ["REL-431", "REL-440"], state: "in_progress", environmentType: "testing" },
  ],
  timeoutMs: 120_000,
  connections: ({ connection }) => [connection],
  run: async (config, context) => await report(config, context, { state: config.state, isUndo: false }),
  undo: async (config, context) => await report(config, context, { state: "rolled_back", isUndo: true }),
});

/** Numbers of a report: those of a later promotion, a later attempt and an undo are higher. */
export function sequenceNumbers(
  {
    promotion,
    startedAt,
  }: Pick<StepContext, "startedAt"> & { readonly promotion: Pick<PromotionFacts, "requestedAt" | "attempt"> },
  isUndo: boolean,
): { readonly deploymentSequenceNumber: number; readonly updateSequenceNumber: number } {
  return {
    // Below 2^53 for the next two centuries, and the same each time it is asked for.
    deploymentSequenceNumber: promotion.requestedAt * 1_000 + Math.min(promotion.attempt, 999),
    updateSequenceNumber: startedAt * 2 + (isUndo ? 1 : 0),
  };
}

async function report(
  config: Config,
  context: StepContext,
  { state, isUndo }: { readonly state: DeploymentState; readonly isUndo: boolean },
): Promise<StepAnswer> {
  const { promotion, effects, startedAt, nowMs } = context;
  const numbers = sequenceNumbers(context, isUndo);
  try {
    const connection = await context.connection(config.connection);
    const jira = connectJira(connection, context);
    const { environment, release } = promotion;
    const url = config.url ?? connection.url.href;
    await effects.once({
      call: isUndo ? "report-rolled-back" : "report",
      system: "jira deployments",
      request: { ...numbers, state, issues: config.issues, services: config.services },
      // A repeat with the same numbers changes nothing there, and what is stored shows late: no need to look.
      look: async () => undefined,
      async act() {
        await reportDeployment(jira, {
          ...numbers,
          state,
          displayName: `${promotion.project} ${release.version}`,
          label: release.version,
          description: `${promotion.kind} to ${environment.name}`,
          url,
          lastUpdated: isUndo ? nowMs : startedAt,
          pipeline: { id: promotion.pipeline, displayName: promotion.pipeline, url },
          environment: {
            id: environment.name,
            displayName: environment.name,
            type: config.environmentType ?? TYPE_BY_CLASS[environment.class] ?? "unmapped",
          },
          issues: config.issues,
          services: config.services,
        });
        return {};
      },
    });
    const { deploymentSequenceNumber } = numbers;
    return { status: "succeeded", output: { deploymentSequenceNumber, state } };
  } catch (error) {
    return asAnswer(error);
  }
}

/** What Jira refuses has failed; what it did not get, or did not answer, is tried again until the step's time is up. */
function asAnswer(error: unknown): StepAnswer {
  if (!(error instanceof OrchestratorError)) throw error;
  const { code, message, details } = error;
  if (code === "REMOTE_REFUSED") return { status: "failed", reason: message };
  if (code !== "REMOTE_THROTTLED" && code !== "REMOTE_NOT_SENT" && code !== "REMOTE_UNCLEAR") throw error;
  const { retryAfterMs } = details;
  return {
    status: "waits",
    reason: message,
    lookAgainInMs: typeof retryAfterMs === "number" ? retryAfterMs : TRY_AGAIN_MS,
  };
}
