import { awsEks } from "../../adapters/eks/aws-eks.ts";
import { missingPermissions } from "../../adapters/eks/missing-permissions.ts";
import { noEks } from "../../adapters/eks/no-eks.ts";
import type { Eks } from "../../adapters/eks/port.ts";
import type { AwsConfig } from "../aws-config.ts";
import { credentialsOfCell } from "./credentials-of-cell.ts";

const CHECK_MS = 60_000;

/**
 * EKS as this cell reaches it, with credentials that nobody else has, and for its own account only. Says beside the work who
 * acts, and which permissions to look are missing.
 */
export function eksOfCell(cell: string, config: AwsConfig | undefined, say: (line: string) => void): Eks {
  if (config === undefined) return noEks(cell);
  const { account, region, eksUrl } = config;
  const credentials = credentialsOfCell(cell, config, say);
  const { calls } = awsEks({ region, credentials, ...(eksUrl === undefined ? {} : { endpoint: eksUrl }) });
  if (eksUrl === undefined) void sayWhatIsMissing(calls, { account, region }, say);
  return calls;
}

async function sayWhatIsMissing(
  eks: Eks,
  place: Pick<AwsConfig, "account" | "region">,
  say: (line: string) => void,
): Promise<void> {
  try {
    const signal = AbortSignal.timeout(CHECK_MS);
    const missing = await missingPermissions(eks, { ...place, which: "to look", signal });
    for (const permission of missing) say(`lacks the permission ${permission}: see docs/reference/eks-permissions.md`);
  } catch (error) {
    say(`cannot tell which permissions it has: ${error instanceof Error ? error.message : String(error)}`);
  }
}
