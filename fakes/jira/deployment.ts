import type { JsonObject } from "./issue.ts";

/** Which deployment: the number is unique within its pipeline and environment. */
export interface DeploymentKey {
  readonly pipelineId: string;
  readonly environmentId: string;
  readonly deploymentSequenceNumber: number;
}

/** One accepted update of a deployment. */
export interface Deployment {
  readonly key: DeploymentKey;
  /** The highest one wins, whenever it comes. */
  readonly updateSequenceNumber: number;
  /** The deployment as it was sent. */
  readonly data: JsonObject;
  /** The known issues among its associations. */
  readonly issueKeys: readonly string[];
}

/** What the gate in front of a deployment may say. */
export const GATE_STATUSES = ["awaiting", "allowed", "prevented", "expired", "invalid"] as const;

/** What a gate says. */
export type GateStatus = (typeof GATE_STATUSES)[number];

/** The gate in front of a deployment. */
export interface Gate {
  readonly key: DeploymentKey;
  readonly status: GateStatus;
  readonly updatedAt: number;
}

/** A key as one text: `pipeline/environment/number`, each part escaped. */
export function keyText({ pipelineId, environmentId, deploymentSequenceNumber }: DeploymentKey): string {
  const parts = [pipelineId, environmentId, String(deploymentSequenceNumber)];
  return parts.map(encodeURIComponent).join("/");
}
