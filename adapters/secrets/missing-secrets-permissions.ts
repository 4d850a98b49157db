import { OrchestratorError } from "../../domain/errors.ts";
import { SECRETS_PERMISSIONS, type SecretsManager } from "./secrets-manager.ts";

/**
 * The permissions to read secrets that are missing, as `secretsmanager:GetSecretValue`. Asks for a secret below the prefix
 * that nobody has: who may read is told that, who may not is told so first.
 *
 * @throws OrchestratorError where Secrets Manager cannot be asked at all
 */
export async function missingSecretsPermissions(
  calls: SecretsManager,
  { prefix, signal }: { readonly prefix: string; readonly signal: AbortSignal },
): Promise<readonly string[]> {
  const id = `${prefix}holdfast-permission-check`;
  const looks = [calls.describe({ id }, signal), calls.get({ id }, signal)];
  const ends = await Promise.allSettled(looks);
  const isMissing = ends.map((end) => {
    if (end.status === "fulfilled") return false;
    const error: unknown = end.reason;
    if (!(error instanceof OrchestratorError)) throw error;
    if (error.code === "SECRET_NOT_FOUND") return false;
    // Whose the credentials are is no matter of a permission.
    if (error.code !== "CLOUD_DENIED" || error.details["secret"] === undefined) throw error;
    return true;
  });
  return SECRETS_PERMISSIONS.filter((_, place) => isMissing[place] === true);
}
