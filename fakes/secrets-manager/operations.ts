import { z } from "zod";
import { Refused } from "./refused.ts";
import type { Secret, Vault, Version } from "./vault.ts";

const Id = z.object({ SecretId: z.string().min(1) });
const Value = z.object({
  SecretString: z.string().min(1).max(65_536).optional(),
  SecretBinary: z.string().min(1).optional(),
  ClientRequestToken: z.string().min(32).max(64).optional(),
});
const Create = Value.extend({ Name: z.string().regex(/^[A-Za-z0-9/_+=.@-]{1,512}$/) });
const Put = Value.extend(Id.shape);
const Get = Id.extend({ VersionId: z.string().optional(), VersionStage: z.string().optional() });
const Delete = Id.extend({ ForceDeleteWithoutRecovery: z.boolean().optional() });

/** What an operation answers, and what the log says of it beside its name. */
export interface Answered {
  readonly body: Readonly<Record<string, unknown>>;
  readonly secret: string;
  readonly versionId?: string;
}

type Operation = (vault: Vault, input: unknown) => Answered;

/** What is served, by the name that `X-Amz-Target` gives. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateSecret(vault, input) {
    const { Name: name, ClientRequestToken: token, SecretString: text, SecretBinary: bytes } = Create.parse(input);
    if (vault.has(name)) {
      throw new Refused("ResourceExistsException", `The operation failed because the secret ${name} already exists.`);
    }
    const secret = vault.create(name);
    if (text === undefined && bytes === undefined) return answer(secret, {});
    const { id } = vault.put(secret, contentOf({ text, bytes }), token);
    return answer(secret, { VersionId: id }, id);
  },

  PutSecretValue(vault, input) {
    const { SecretId: named, ClientRequestToken: token, SecretString: text, SecretBinary: bytes } = Put.parse(input);
    const secret = alive(vault.find(named));
    const { id, stages } = vault.put(secret, contentOf({ text, bytes }), token);
    return answer(secret, { VersionId: id, VersionStages: stages }, id);
  },

  GetSecretValue(vault, input) {
    const { SecretId: named, VersionId: id, VersionStage: stage } = Get.parse(input);
    const secret = alive(vault.find(named));
    const version = versionOf(secret, { id, stage });
    const value = version.text === undefined ? { SecretBinary: version.bytes } : { SecretString: version.text };
    const about = { VersionId: version.id, VersionStages: version.stages, CreatedDate: version.createdAt };
    return answer(secret, { ...value, ...about }, version.id);
  },

  DescribeSecret(vault, input) {
    const secret = vault.find(Id.parse(input).SecretId);
    const staged = secret.versions.filter(({ stages }) => stages.length > 0);
    return answer(secret, {
      VersionIdsToStages: Object.fromEntries(staged.map(({ id, stages }) => [id, stages])),
      ...(secret.deletedAt === undefined ? {} : { DeletedDate: secret.deletedAt }),
    });
  },

  DeleteSecret(vault, input) {
    const { SecretId: named, ForceDeleteWithoutRecovery: isAtOnce } = Delete.parse(input);
    const secret = alive(vault.find(named));
    if (isAtOnce === true) vault.forget(secret);
    else secret.deletedAt = Date.now() / 1_000;
    return answer(secret, { DeletionDate: Date.now() / 1_000 });
  },

  RestoreSecret(vault, input) {
    const secret = vault.find(Id.parse(input).SecretId);
    delete secret.deletedAt;
    return answer(secret, {});
  },
};

function answer(secret: Secret, body: object, versionId?: string): Answered {
  const whole = { ARN: secret.arn, Name: secret.name, ...body };
  return { body: whole, secret: secret.name, ...(versionId === undefined ? {} : { versionId }) };
}

function alive(secret: Secret): Secret {
  if (secret.deletedAt === undefined) return secret;
  const message = "You can't perform this operation on the secret because it was marked for deletion.";
  throw new Refused("InvalidRequestException", message);
}

function versionOf(
  secret: Secret,
  { id, stage = "AWSCURRENT" }: { readonly id: string | undefined; readonly stage: string | undefined },
): Version {
  const found = secret.versions.find((one) => (id === undefined ? one.stages.includes(stage) : one.id === id));
  if (found !== undefined) return found;
  const which = id === undefined ? `staging label: ${stage}` : `VersionId: ${id}`;
  const message = `Secrets Manager can't find the specified secret value for ${which}`;
  throw new Refused("ResourceNotFoundException", message);
}

function contentOf(given: { readonly text: string | undefined; readonly bytes: string | undefined }) {
  if (given.text !== undefined) return { text: given.text };
  return given.bytes === undefined ? {} : { bytes: given.bytes };
}
