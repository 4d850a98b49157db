import { awsSecrets } from "../../adapters/secrets/aws-secrets.ts";
import { missingSecretsPermissions } from "../../adapters/secrets/missing-secrets-permissions.ts";
import type { Secrets } from "../../adapters/secrets/port.ts";
import { secretIds } from "../../adapters/secrets/secret-ids.ts";
import { awsSecretsManager, type SecretsManager } from "../../adapters/secrets/secrets-manager.ts";
import type { AwsConfig } from "../aws-config.ts";
import { credentialsOfCell, OF_SIMULATOR } from "./credentials-of-cell.ts";

const PREFIX = "holdfast/";
const CHECK_MS = 60_000;

/** What a cell of AWS reads its secrets with. */
export interface SecretsPlace {
  readonly cell: string;
  readonly aws: AwsConfig;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Names of a project's secrets that are referred to. */
  readonly namesOf: (project: string) => Promise<readonly string[]>;
  readonly say: (line: string) => void;
}

/** Whether a cell of kind `aws` reads its secrets in AWS: not where its EKS is a simulator and Secrets Manager is none. */
export function hasSecretsManager({ eksUrl, secretsUrl }: AwsConfig): boolean {
  return eksUrl === undefined || secretsUrl !== undefined;
}

/**
 * The secrets of a cell of AWS, read with its own credentials in its own account. Says beside the work which permissions
 * are missing.
 */
export function secretsOfCell({ cell, aws, environment, namesOf, say }: SecretsPlace): Secrets {
  const prefix = aws.secretsPrefix ?? PREFIX;
  const calls = callsOf(cell, aws);
  void sayWhatIsMissing(calls, { prefix, say });
  return awsSecrets({ calls, idOf: secretIds({ prefix, environment }), namesOf, now: () => performance.now() });
}

function callsOf(cell: string, aws: AwsConfig): SecretsManager {
  const { region, secretsUrl } = aws;
  if (secretsUrl !== undefined) {
    return awsSecretsManager({ region, endpoint: secretsUrl, credentials: OF_SIMULATOR }).calls;
  }
  // Who acts is said where EKS is called.
  return awsSecretsManager({ region, credentials: credentialsOfCell(cell, aws, () => undefined) }).calls;
}

async function sayWhatIsMissing(
  calls: SecretsManager,
  { prefix, say }: { readonly prefix: string; readonly say: (line: string) => void },
): Promise<void> {
  try {
    const missing = await missingSecretsPermissions(calls, { prefix, signal: AbortSignal.timeout(CHECK_MS) });
    for (const permission of missing) {
      say(`lacks the permission ${permission} on ${prefix}*: see docs/reference/eks-permissions.md`);
    }
  } catch (error) {
    say(`cannot tell whether it may read secrets: ${error instanceof Error ? error.message : String(error)}`);
  }
}
