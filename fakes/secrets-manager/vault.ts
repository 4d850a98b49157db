import { createHash, randomUUID } from "node:crypto";
import { notFound, Refused } from "./refused.ts";

/** What a version holds: text, or bytes in base64. */
export interface Content {
  readonly text?: string;
  readonly bytes?: string;
}

/** One version of a secret. */
export interface Version extends Content {
  readonly id: string;
  /** Epoch seconds. */
  readonly createdAt: number;
  stages: readonly string[];
}

/** A secret with its versions. */
export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly versions: Version[];
  /** When it was asked to be deleted, epoch seconds; absent when it was not. */
  deletedAt?: number;
}

/** The secrets of an account and region. */
export interface Vault {
  /** By name or whole ARN. @throws Refused */
  find(id: string): Secret;
  has(name: string): boolean;
  create(name: string): Secret;
  /** Makes a version the current one; the one before becomes the previous. A token that is known again changes nothing. */
  put(secret: Secret, content: Content, token?: string): Version;
  /** Forgets it at once. */
  forget(secret: Secret): void;
  all(): readonly Secret[];
}

/** Makes an empty one. */
export function emptyVault({ account, region }: { readonly account: string; readonly region: string }): Vault {
  const secrets = new Map<string, Secret>();
  return {
    find(id) {
      const found = secrets.get(id) ?? [...secrets.values()].find(({ arn }) => arn === id);
      if (found === undefined) throw notFound();
      return found;
    },
    has: (name) => secrets.has(name),
    create(name) {
      const tail = createHash("sha256").update(`${name}${randomUUID()}`).digest("hex").slice(0, 6);
      const secret = { name, arn: `arn:aws:secretsmanager:${region}:${account}:secret:${name}-${tail}`, versions: [] };
      secrets.set(name, secret);
      return secret;
    },
    put(secret, content, token = randomUUID()) {
      const known = secret.versions.find(({ id }) => id === token);
      if (known !== undefined && (known.text !== content.text || known.bytes !== content.bytes)) {
        throw new Refused("ResourceExistsException", "A version with that token and another value exists already.");
      }
      if (known !== undefined) return known;
      for (const version of secret.versions) {
        version.stages = version.stages.includes("AWSCURRENT") ? ["AWSPREVIOUS"] : [];
      }
      const made = { ...content, id: token, createdAt: Date.now() / 1_000, stages: ["AWSCURRENT"] };
      secret.versions.push(made);
      return made;
    },
    forget: ({ name }) => void secrets.delete(name),
    all: () => [...secrets.values()],
  };
}
