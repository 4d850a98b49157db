import type { Document, EnvironmentDocument } from "./schema/documents.ts";
import type { Json } from "./schema/json.ts";

type Digest = (value: Json) => string;

/**
 * Digest of what counts of a document that is no environment. Of an immutable version that is its spec, which is what it
 * identifies; of what may change its labels too, so that a change of them is stored.
 */
export function digestDocument(
  { kind, metadata, spec }: Exclude<Document, EnvironmentDocument>,
  digest: Digest,
): string {
  // Parsed documents are JSON; keys that were not given are absent or undefined, which the digest leaves out alike.
  return digest((kind === "Blueprint" || kind === "Release" ? spec : { labels: metadata.labels, spec }) as Json);
}

/**
 * Digest of what an environment is to be: not its labels, its protection, its rules about drift, its sleep and its time to
 * live, whose change deploys nothing, but the versions of the secrets that its blueprint refers to, whose rotation does.
 */
export function digestEnvironment(
  { spec }: EnvironmentDocument,
  secretVersions: Readonly<Record<string, string>>,
  digest: Digest,
): string {
  const { protected: _protected, onDrift: _onDrift, sleep: _sleep, expires: _expires, ttl: _ttl, ...desired } = spec;
  return digest({ ...desired, secretVersions } as Json);
}
