import { OrchestratorError } from "../../domain/errors.ts";
import { isAbsent, markedForDeletion } from "./map-secrets-error.ts";
import type { Secrets } from "./port.ts";
import { checkSecret, isSecretName, secretNotFound } from "./secret-name.ts";
import type { SecretsManager } from "./secrets-manager.ts";

/** What a cell reads its secrets with. */
export interface AwsSecretsOptions {
  readonly calls: SecretsManager;
  /** What Secrets Manager calls a secret of a project: a name or an ARN. */
  readonly idOf: (project: string, name: string) => string;
  /** Names that a project's documents refer to. */
  readonly namesOf: (project: string) => Promise<readonly string[]>;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

/** How long a look counts: many components that refer to one secret ask once. */
const LOOK_MS = 2_000;
/** How long a value is kept in memory, for those who ask for the same version. */
const VALUE_MS = 30_000;
const ANSWER_MS = 20_000;

/**
 * Secrets of AWS Secrets Manager; read-only. The version is the id of the version that is current there, so that a rotation
 * is a change. A value is read in the very version that was told. It is kept in memory for a moment, and nowhere else.
 */
export function awsSecrets({ calls, idOf, namesOf, now }: AwsSecretsOptions): Secrets {
  const versions = remembered<string | undefined>({ forMs: LOOK_MS, now });
  const values = remembered<string>({ forMs: VALUE_MS, now });

  async function version(project: string, name: string): Promise<string | undefined> {
    if (!isSecretName(project, name)) return undefined;
    const id = idOf(project, name);
    return await versions(id, async () => await currentVersion(calls, id));
  }

  return {
    version,

    async read(project, name) {
      const current = await version(project, name);
      if (current === undefined) throw secretNotFound(project, name);
      const id = idOf(project, name);
      const value = await values(`${id} ${current}`, async () => await textOf(calls, { id, versionId: current }));
      checkSecret(project, name, value);
      return { value, version: current };
    },

    async names(project) {
      const found: string[] = [];
      for (const name of await namesOf(project)) if ((await version(project, name)) !== undefined) found.push(name);
      return found.toSorted();
    },
  };
}

async function currentVersion(calls: SecretsManager, id: string): Promise<string | undefined> {
  try {
    const { DeletedDate: deletedAt, VersionIdsToStages: stages = {} } = await calls.describe({ id }, limit());
    if (deletedAt !== undefined) throw markedForDeletion(id);
    return Object.entries(stages).find(([, labels]) => labels.includes("AWSCURRENT"))?.[0];
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

async function textOf(calls: SecretsManager, which: { readonly id: string; readonly versionId: string }) {
  const { SecretString: text } = await calls.get(which, limit());
  if (text === undefined) {
    throw new OrchestratorError("SECRET_INVALID", `the secret "${which.id}" is binary: give it as text`);
  }
  return text;
}

const limit = () => AbortSignal.timeout(ANSWER_MS);

/** Asks once for all who ask within a time. What failed is not remembered. */
function remembered<Answer>({ forMs, now }: { readonly forMs: number; readonly now: () => number }) {
  const asked = new Map<string, { readonly at: number; readonly answer: Promise<Answer> }>();
  return async (key: string, ask: () => Promise<Answer>): Promise<Answer> => {
    for (const [old, { at }] of asked) if (now() - at > forMs) asked.delete(old);
    const last = asked.get(key);
    if (last !== undefined) return await last.answer;
    const made = { at: now(), answer: ask() };
    asked.set(key, made);
    made.answer.catch(() => asked.get(key) === made && asked.delete(key));
    return await made.answer;
  };
}
