import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient, type STSClientConfig } from "@aws-sdk/client-sts";
import { classifyAnswer } from "../../domain/eks/classify-answer.ts";
import { OrchestratorError } from "../../domain/errors.ts";

/** Credentials as the SDK takes them. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** The SDK asks for others some minutes before. */
  readonly expiration?: Date;
}

/** Gives credentials, others when they have changed. */
export type CredentialsProvider = () => Promise<Credentials>;

/** Where credentials come from. */
export interface CredentialOptions {
  readonly region: string;
  /** Role to act with, assumed with `base`; absent to act with that itself. */
  readonly roleArn?: string;
  /** Names the sessions in the account's trail. */
  readonly sessionName: string;
  /** Address of something that speaks the protocol of STS; absent for AWS. */
  readonly endpoint?: string;
  /** Absent for what the SDK's default chain finds. */
  readonly base?: CredentialsProvider;
}

/** Who acts. */
export interface Caller {
  readonly account: string;
  readonly arn: string;
}

const ANSWER_MS = 10_000;
const SESSION_SECONDS = 3_600;
/** What does not say when it expires is read again after half of this: a key in a file may be replaced. */
const HELD_MS = 600_000;

/** Credentials to act with: of a role that is assumed again and again, or what the machine has. */
export function actingCredentials(options: CredentialOptions): CredentialsProvider {
  const { roleArn, sessionName, base = machineCredentials(options), ...place } = options;
  if (roleArn === undefined) return base;
  const client = clientAt(place, base);
  return async () => {
    const input = { RoleArn: roleArn, RoleSessionName: sessionName, DurationSeconds: SESSION_SECONDS };
    const { Credentials: given } = await client.send(new AssumeRoleCommand(input)).catch((error: unknown) => {
      throw notAssumed(roleArn, error);
    });
    if (given?.AccessKeyId === undefined || given.SecretAccessKey === undefined) {
      throw notAssumed(roleArn, "STS gave no credentials");
    }
    return {
      accessKeyId: given.AccessKeyId,
      secretAccessKey: given.SecretAccessKey,
      ...(given.SessionToken === undefined ? {} : { sessionToken: given.SessionToken }),
      ...(given.Expiration === undefined ? {} : { expiration: given.Expiration }),
    };
  };
}

/** What the SDK's default chain finds on this machine, looked for anew each time. */
function machineCredentials({ region }: Pick<CredentialOptions, "region">): CredentialsProvider {
  return async () => {
    const client = new STSClient({ region });
    try {
      const found = await client.config.credentials();
      return { ...found, expiration: found.expiration ?? new Date(Date.now() + HELD_MS) };
    } finally {
      client.destroy();
    }
  };
}

/**
 * Asks whose credentials these are. Needs no permission.
 * @throws OrchestratorError `CLOUD_UNREACHABLE` when nobody says
 */
export async function askCaller(
  place: Pick<CredentialOptions, "region" | "endpoint">,
  credentials: Credentials,
): Promise<Caller> {
  const client = clientAt(place, credentials);
  try {
    const { Account: account, Arn: arn } = await client.send(new GetCallerIdentityCommand({}));
    if (account === undefined || arn === undefined) throw new Error("STS does not say whose they are");
    return { account, arn };
  } catch (error) {
    const message = `nobody says whose the credentials of AWS are: ${inWords(error)}`;
    throw new OrchestratorError("CLOUD_UNREACHABLE", message, { cause: error });
  } finally {
    client.destroy();
  }
}

function notAssumed(roleArn: string, error: unknown): OrchestratorError {
  const { name, message } = error instanceof Error ? error : { name: "", message: "" };
  if (classifyAnswer({ name, message }).is !== "denied") {
    const text = `the role ${roleArn} could not be assumed: ${inWords(error)}`;
    return new OrchestratorError("CLOUD_UNREACHABLE", text, { cause: error });
  }
  const next = "let its trust policy name whoever assumes it, and allow them sts:AssumeRole";
  const text = `the role ${roleArn} may not be assumed: ${message}. Next: ${next}`;
  return new OrchestratorError("CLOUD_DENIED", text, { cause: error });
}

function inWords(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

function clientAt(
  { region, endpoint }: Pick<CredentialOptions, "region" | "endpoint">,
  credentials: NonNullable<STSClientConfig["credentials"]>,
): STSClient {
  return new STSClient({
    region,
    credentials,
    requestHandler: { connectionTimeout: 3_000, requestTimeout: ANSWER_MS, throwOnRequestTimeout: true },
    ...(endpoint === undefined ? {} : { endpoint }),
  });
}
