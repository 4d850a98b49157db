import type { Document } from "../../domain/schema/documents.ts";
import type { Json } from "../../domain/schema/json.ts";

/**
 * Digest of what counts of a document. Of an immutable version that is its spec alone, which is what it identifies; of
 * a project or environment its labels too, so that a change of them is stored.
 */
export function digestDocument({ kind, metadata, spec }: Document, digest: (value: Json) => string): string {
  const isVersion = kind === "Blueprint" || kind === "Release";
  // Parsed documents are JSON; keys that were not given are absent or undefined, which the digest leaves out alike.
  return digest((isVersion ? spec : { labels: metadata.labels, spec }) as Json);
}
