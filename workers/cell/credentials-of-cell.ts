import {
  actingCredentials,
  askCaller,
  type Credentials,
  type CredentialsProvider,
} from "../../adapters/eks/aws-identity.ts";
import { credentialsOfAccount } from "../../adapters/eks/credentials-of-account.ts";
import type { AwsConfig } from "../aws-config.ts";

/** A simulator takes any credentials, and real ones must not go there. */
export const OF_SIMULATOR: Credentials = { accessKeyId: "HOLDFAST", secretAccessKey: "simulator" };

/**
 * What a cell acts with in AWS, or in a simulator: the machine's credentials or a role, of its own account only. Says who acts
 * whenever that is another one.
 */
export function credentialsOfCell(cell: string, config: AwsConfig, say: (line: string) => void): CredentialsProvider {
  const { account, region, roleArn, eksUrl } = config;
  const place = { region, ...(eksUrl === undefined ? {} : { endpoint: eksUrl }) };
  const acting = actingCredentials({
    ...place,
    sessionName: `holdfast-${cell}`.slice(0, 64),
    ...(roleArn === undefined ? {} : { roleArn }),
    ...(eksUrl === undefined ? {} : { base: async () => await Promise.resolve(OF_SIMULATOR) }),
  });
  // Without a role a simulator makes an account up.
  if (eksUrl !== undefined && roleArn === undefined) return acting;
  let said: string | undefined;
  const ask = async (credentials: Credentials) => {
    const caller = await askCaller(place, credentials);
    // A role that is assumed again gives other credentials of the same caller.
    if (caller.arn !== said) say(`acts in account ${caller.account}, ${region}, as ${caller.arn}`);
    said = caller.arn;
    return caller;
  };
  return credentialsOfAccount(acting, { account, ask, now: () => performance.now() });
}
