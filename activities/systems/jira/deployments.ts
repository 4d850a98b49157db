import { z } from "zod";
import { OrchestratorError } from "../../../domain/errors.ts";
import type { JsonObject } from "../../../domain/schema/json.ts";
import type { Jira } from "./connect-jira.ts";

/** States of a deployment, as Jira names them. */
export const DEPLOYMENT_STATES = [
  "unknown",
  "pending",
  "in_progress",
  "cancelled",
  "failed",
  "rolled_back",
  "successful",
] as const;
/** One of the states above. */
export type DeploymentState = (typeof DEPLOYMENT_STATES)[number];

/** A deployment to report. */
export interface ReportedDeployment {
  /** Grows with each deployment of a pipeline into an environment. */
  readonly deploymentSequenceNumber: number;
  /** Grows with each report of one deployment; an older one that comes late changes nothing. */
  readonly updateSequenceNumber: number;
  readonly displayName: string;
  readonly url: string;
  readonly description: string;
  /** Epoch milliseconds. */
  readonly lastUpdated: number;
  readonly label: string;
  readonly state: DeploymentState;
  readonly pipeline: { readonly id: string; readonly displayName: string; readonly url: string };
  readonly environment: { readonly id: string; readonly displayName: string; readonly type: string };
  readonly issues: readonly string[];
  readonly services: readonly string[];
}

const LONGEST_NAME = 255;

// Only the fields we use, so a newer Jira does not break us.
const Answer = z.object({
  acceptedDeployments: z.array(z.unknown()).default([]),
  rejectedDeployments: z
    .array(z.object({ errors: z.array(z.object({ message: z.string() })).default([]) }))
    .default([]),
  unknownIssueKeys: z.array(z.string()).default([]),
  unknownAssociations: z
    .array(z.object({ associationType: z.string(), values: z.array(z.unknown()).default([]) }))
    .default([]),
});

/**
 * Reports a deployment. Jira answers 202 also to what it takes only in part, or not at all: that is refused here.
 *
 * @throws OrchestratorError `REMOTE_REFUSED` with what was wrong; other `REMOTE_*`
 */
export async function reportDeployment(jira: Jira, deployment: ReportedDeployment): Promise<void> {
  const body = { deployments: [toJson(deployment)], providerMetadata: { product: "holdfast" } };
  const { json } = await jira.sendDeployments(body);
  const { data } = Answer.safeParse(json);
  if (data === undefined)
    throw new OrchestratorError("REMOTE_UNCLEAR", "jira answered a deployment that cannot be read");
  const problems = [
    ...data.rejectedDeployments.map(
      ({ errors }) => errors.map(({ message }) => message).join("; ") || "no reason given",
    ),
    ...named("issues it does not know, or may not see", data.unknownIssueKeys),
    ...data.unknownAssociations
      // Unknown issues are listed here, too.
      .filter(({ associationType }) => !/^issue/i.test(associationType))
      .flatMap(({ associationType, values }) => named(`${associationType} it does not know`, values.map(String))),
  ];
  if (problems.length > 0)
    throw new OrchestratorError("REMOTE_REFUSED", `jira did not take the whole deployment: ${problems.join("; ")}`);
  if (data.acceptedDeployments.length === 0)
    throw new OrchestratorError("REMOTE_UNCLEAR", "jira neither accepted nor rejected the deployment");
}

function named(what: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`${what}: ${names.join(", ")}`];
}

function toJson(deployment: ReportedDeployment): JsonObject {
  const { issues, services, pipeline, environment, lastUpdated, ...rest } = deployment;
  const short = (text: string) => text.slice(0, LONGEST_NAME);
  const associations = [
    { associationType: "issueIdOrKeys", values: issues },
    { associationType: "serviceIdOrKeys", values: services },
  ];
  return {
    schemaVersion: "1.0",
    ...rest,
    displayName: short(rest.displayName),
    description: short(rest.description),
    label: short(rest.label),
    lastUpdated: new Date(lastUpdated).toISOString(),
    pipeline: { ...pipeline, id: short(pipeline.id), displayName: short(pipeline.displayName) },
    environment: { ...environment, id: short(environment.id), displayName: short(environment.displayName) },
    associations: associations.filter(({ values }) => values.length > 0),
  };
}
