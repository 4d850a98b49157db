import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
  type DescribeSecretCommandOutput,
  type GetSecretValueCommandOutput,
  type SecretsManagerClientConfig,
} from "@aws-sdk/client-secrets-manager";
import { asSecretsError } from "./map-secrets-error.ts";

/** What is asked of AWS Secrets Manager. A secret is named by its name or its whole ARN. */
export interface SecretsManager {
  /** @throws OrchestratorError `SECRET_NOT_FOUND`, and what AWS refuses with */
  describe(input: { readonly id: string }, signal: AbortSignal): Promise<DescribeSecretCommandOutput>;
  /** One version of it; the current one where none is given. @throws OrchestratorError as `describe` */
  get(
    input: { readonly id: string; readonly versionId?: string },
    signal: AbortSignal,
  ): Promise<GetSecretValueCommandOutput>;
}

/** Where Secrets Manager is. */
export interface SecretsManagerOptions {
  readonly region: string;
  /** Absent for the SDK's default chain. */
  readonly credentials?: SecretsManagerClientConfig["credentials"];
  /** Address of something that speaks the protocol of Secrets Manager; absent for AWS. */
  readonly endpoint?: string;
  /** Time for one answer, milliseconds. */
  readonly answerMs?: number;
}

/** Permissions that reading secrets needs. */
export const SECRETS_PERMISSIONS = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"] as const;

const CONNECT_MS = 3_000;
const ANSWER_MS = 10_000;
/** Calls only read, so the SDK may repeat them. */
const ATTEMPTS = 3;
const SOCKETS = 20;

/** Secrets Manager through the SDK, one client for an account and region. It writes nothing to any log. */
export function awsSecretsManager(options: SecretsManagerOptions): {
  readonly calls: SecretsManager;
  close(): void;
} {
  const client = new SecretsManagerClient({
    region: options.region,
    maxAttempts: ATTEMPTS,
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      requestTimeout: options.answerMs ?? ANSWER_MS,
      throwOnRequestTimeout: true,
      httpsAgent: { maxSockets: SOCKETS },
      httpAgent: { maxSockets: SOCKETS },
    },
    ...(options.credentials === undefined ? {} : { credentials: options.credentials }),
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
  });
  const known = async <Answer>(asked: { readonly operation: string; readonly id: string }, call: Promise<Answer>) => {
    try {
      return await call;
    } catch (error) {
      throw asSecretsError(asked, error);
    }
  };
  return {
    calls: {
      describe: async ({ id }, signal) =>
        await known(
          { operation: "DescribeSecret", id },
          client.send(new DescribeSecretCommand({ SecretId: id }), { abortSignal: signal }),
        ),
      get: async ({ id, versionId }, signal) =>
        await known(
          { operation: "GetSecretValue", id },
          client.send(
            new GetSecretValueCommand({
              SecretId: id,
              ...(versionId === undefined ? {} : { VersionId: versionId }),
            }),
            { abortSignal: signal },
          ),
        ),
    },
    close: () => client.destroy(),
  };
}
