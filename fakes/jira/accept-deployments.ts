import { isObject } from "./check-document.ts";
import type { Call } from "./commit-effect.ts";
import { keyText } from "./deployment.ts";
import type { Deployment, Gate } from "./deployment.ts";
import { DeploymentBody } from "./deployment-body.ts";
import type { JsonObject } from "./issue.ts";
import type { Jira } from "./jira.ts";

/** What a bulk call is answered: 202, with the failures inside. */
export interface BulkAnswer {
  readonly acceptedDeployments: JsonObject[];
  readonly rejectedDeployments: { readonly key: JsonObject; readonly errors: readonly { message: string }[] }[];
  readonly unknownIssueKeys: string[];
  readonly unknownAssociations: { readonly associationType: string; readonly values: readonly string[] }[];
}

/**
 * Accepts updates of deployments into the queue.
 *
 * An update with a sequence number that is not higher than one that came before is accepted and ignored. A deployment
 * none of whose associations is known is not kept.
 */
export async function acceptDeployments(jira: Jira, call: Call, items: readonly unknown[]): Promise<BulkAnswer> {
  const answer: BulkAnswer = {
    acceptedDeployments: [],
    rejectedDeployments: [],
    unknownIssueKeys: [],
    unknownAssociations: [],
  };
  for (const item of items) {
    const parsed = DeploymentBody.safeParse(item);
    if (!parsed.success) {
      const errors = parsed.error.issues.map(({ path, message }) => ({ message: `${path.join(".")}: ${message}` }));
      answer.rejectedDeployments.push({ key: readableKey(item), errors });
      continue;
    }
    const known = knownAssociations(jira, parsed.data);
    answer.unknownIssueKeys.push(...known.unknownIssueKeys);
    const { unknownServices: values } = known;
    if (values.length > 0) answer.unknownAssociations.push({ associationType: "serviceIdOrKeys", values });
    if (known.issueKeys.length === 0 && known.services.length === 0 && !known.hasOthers) continue;
    await acceptOne(jira, call, { body: parsed.data, ...known });
    answer.acceptedDeployments.push({ ...keyOf(parsed.data) });
  }
  return answer;
}

interface Known {
  readonly issueKeys: readonly string[];
  readonly services: readonly string[];
}

async function acceptOne(
  jira: Jira,
  call: Call,
  { body, issueKeys, services }: Known & { readonly body: DeploymentBody },
): Promise<void> {
  const { world } = jira;
  const key = keyOf(body);
  const effectId = keyText(key);
  const newest = world.deployments.newest(effectId);
  const { updateSequenceNumber, state, displayName, label = null } = body;
  const changed = newest === undefined || updateSequenceNumber > newest.updateSequenceNumber;
  const deployment: Deployment = { key, updateSequenceNumber, data: body, issueKeys };
  const asksGate = body.commands.some(({ command }) => command === "initiate_deployment_gating");
  const status = services.length > 0 ? "awaiting" : "invalid";
  const isNewGate = asksGate && !world.gates.has(effectId);
  const gate: Gate | undefined = isNewGate ? { key, status, updatedAt: Date.now() } : undefined;

  const before = newest === undefined ? null : shown(newest);
  const after = { state, updateSequenceNumber, displayName, label, issueKeys, asksGate };
  const effects = { ...(changed ? { deployment } : {}), ...(gate === undefined ? {} : { gate }) };
  await jira.commit(call, { op: "deployment.update", effectId, before, after, changed, ...effects });
  if (gate !== undefined) jira.autoApproval.watchGate(gate);
}

function shown({ data, updateSequenceNumber }: Deployment) {
  return { state: data["state"], updateSequenceNumber };
}

function keyOf({ pipeline, environment, deploymentSequenceNumber }: DeploymentBody) {
  return { pipelineId: pipeline.id, environmentId: environment.id, deploymentSequenceNumber };
}

/** As much of the key as can be read from a rejected item. */
function readableKey(item: unknown): JsonObject {
  if (!isObject(item)) return {};
  const { pipeline, environment, deploymentSequenceNumber } = item;
  return {
    pipelineId: isObject(pipeline) ? pipeline["id"] : undefined,
    environmentId: isObject(environment) ? environment["id"] : undefined,
    deploymentSequenceNumber,
  };
}

function knownAssociations({ world, settings }: Jira, { associations }: DeploymentBody) {
  const valuesOf = (...types: string[]) => {
    return associations
      .filter(({ associationType }) => types.includes(associationType))
      .flatMap(({ values }) => values);
  };
  const wantedIssues = valuesOf("issueIdOrKeys", "issueKeys");
  const wantedServices = valuesOf("serviceIdOrKeys");
  const isKnown = (service: string) => settings.services === "any" || settings.services.includes(service);
  const issues = wantedIssues.map((idOrKey) => world.findIssue(idOrKey));
  return {
    issueKeys: [...new Set(issues.flatMap((issue) => (issue === undefined ? [] : [issue.key])))],
    unknownIssueKeys: wantedIssues.filter((_, index) => issues[index] === undefined),
    services: wantedServices.filter(isKnown),
    unknownServices: wantedServices.filter((service) => !isKnown(service)),
    hasOthers: associations.some(
      ({ associationType }) => !/^(issue(IdOrK|K)eys|serviceIdOrKeys)$/.test(associationType),
    ),
  };
}
