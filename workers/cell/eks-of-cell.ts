import { askCaller, assumedRole } from "../../adapters/eks/aws-identity.ts";
import { awsEks } from "../../adapters/eks/aws-eks.ts";
import { missingPermissions } from "../../adapters/eks/missing-permissions.ts";
import { noEks } from "../../adapters/eks/no-eks.ts";
import { onlyForAccount } from "../../adapters/eks/only-for-account.ts";
import type { Eks } from "../../adapters/eks/port.ts";
import type { AwsConfig } from "../aws-config.ts";

/** A simulator takes any credentials, and real ones must not go there. */
const OF_SIMULATOR = { accessKeyId: "HOLDFAST", secretAccessKey: "simulator" };
const CHECK_MS = 60_000;

/**
 * EKS as this cell reaches it, with credentials that nobody else has, and for its own account only. Says beside the work who
 * acts, and which permissions are missing.
 */
export function eksOfCell(cell: string, config: AwsConfig | undefined, say: (line: string) => void): Eks {
  if (config === undefined) return noEks(cell);
  const { account, region, roleArn, eksUrl } = config;
  if (eksUrl !== undefined) return awsEks({ region, endpoint: eksUrl, credentials: OF_SIMULATOR }).calls;
  const credentials = assumedRole({
    region,
    sessionName: `holdfast-${cell}`.slice(0, 64),
    ...(roleArn === undefined ? {} : { roleArn }),
  });
  const ask = async () => {
    const caller = await askCaller({ region }, credentials);
    say(`acts in account ${caller.account}, ${region}, as ${caller.arn}`);
    return caller;
  };
  const eks = awsEks({ region, ...(credentials === undefined ? {} : { credentials }) }).calls;
  const guarded = onlyForAccount(eks, { account, ask });
  void sayWhatIsMissing(guarded, say);
  return guarded;
}

async function sayWhatIsMissing(eks: Eks, say: (line: string) => void): Promise<void> {
  try {
    const missing = await missingPermissions(eks, AbortSignal.timeout(CHECK_MS));
    for (const permission of missing) say(`lacks the permission ${permission}: see docs/reference/eks-permissions.md`);
  } catch (error) {
    say(`cannot tell which permissions it has: ${error instanceof Error ? error.message : String(error)}`);
  }
}
