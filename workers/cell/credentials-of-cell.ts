import { assumedRole, type AwsCredentials } from "../../adapters/eks/aws-identity.ts";
import type { AwsConfig } from "../aws-config.ts";

/** A simulator takes any credentials, and real ones must not go there. */
export const OF_SIMULATOR = { accessKeyId: "HOLDFAST", secretAccessKey: "simulator" };

/** What a cell acts with in AWS; undefined where that is what the SDK finds by itself. */
export function credentialsOfCell(cell: string, { region, roleArn }: AwsConfig): AwsCredentials | undefined {
  return assumedRole({
    region,
    sessionName: `holdfast-${cell}`.slice(0, 64),
    ...(roleArn === undefined ? {} : { roleArn }),
  });
}
