import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient, type STSClientConfig } from "@aws-sdk/client-sts";
import { OrchestratorError } from "../../domain/errors.ts";

/** Credentials as clients of the SDK take them; they come anew before they expire. */
export type AwsCredentials = NonNullable<STSClientConfig["credentials"]>;

/** Where credentials come from. */
export interface CredentialOptions {
  readonly region: string;
  /** Role to act with, assumed with what the SDK's default chain finds; absent to act with that itself. */
  readonly roleArn?: string;
  /** Names the sessions in the account's trail. */
  readonly sessionName: string;
  /** Address of something that speaks the protocol of STS; absent for AWS. */
  readonly endpoint?: string;
}

/** Who acts. */
export interface Caller {
  readonly account: string;
  readonly arn: string;
}

const ANSWER_MS = 10_000;
const SESSION_SECONDS = 3_600;

/** What assumes a role again and again; undefined where none is to be assumed: then the SDK's default chain stands. */
export function assumedRole({ roleArn, sessionName, ...place }: CredentialOptions): AwsCredentials | undefined {
  if (roleArn === undefined) return undefined;
  const client = clientAt(place);
  return async () => {
    const input = { RoleArn: roleArn, RoleSessionName: sessionName, DurationSeconds: SESSION_SECONDS };
    const { Credentials: given } = await client.send(new AssumeRoleCommand(input));
    if (given?.AccessKeyId === undefined || given.SecretAccessKey === undefined) {
      throw new Error(`STS gave no credentials for "${roleArn}"`);
    }
    return {
      accessKeyId: given.AccessKeyId,
      secretAccessKey: given.SecretAccessKey,
      ...(given.SessionToken === undefined ? {} : { sessionToken: given.SessionToken }),
      ...(given.Expiration === undefined ? {} : { expiration: given.Expiration }),
    };
  };
}

/**
 * Asks whose credentials these are. Needs no permission.
 * @throws OrchestratorError `CLOUD_UNREACHABLE` when nobody says
 */
export async function askCaller(
  place: Pick<CredentialOptions, "region" | "endpoint">,
  credentials: AwsCredentials | undefined,
): Promise<Caller> {
  const client = clientAt(place, credentials);
  try {
    const { Account: account, Arn: arn } = await client.send(new GetCallerIdentityCommand({}));
    if (account === undefined || arn === undefined) throw new Error("STS does not say whose they are");
    return { account, arn };
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new OrchestratorError("CLOUD_UNREACHABLE", `nobody says whose the credentials of AWS are: ${why}`, {
      cause: error,
    });
  } finally {
    client.destroy();
  }
}

function clientAt(
  { region, endpoint }: Pick<CredentialOptions, "region" | "endpoint">,
  credentials?: AwsCredentials,
): STSClient {
  return new STSClient({
    region,
    requestHandler: { connectionTimeout: 3_000, requestTimeout: ANSWER_MS, throwOnRequestTimeout: true },
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
  });
}
