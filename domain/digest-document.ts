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
 * Digest of what an environment is to be: neither its labels nor its protection, whose change starts nothing, but the
 * versions of the secrets that its blueprint refers to, whose rotation does.
 */
export function digestEnvironment(
  { spec }: EnvironmentDocument,
  secretVersions: Readonly<Record<string, string>>,
  digest: Digest,
): string {
  const { protected: _, ...desired } = spec;
  return digest({ ...desired, secretVersions } as Json);
}
