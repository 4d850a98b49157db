import { hash } from "node:crypto";
import { canonicalJson } from "../domain/canonical-json.ts";
import type { Json } from "../domain/schema/json.ts";

/** Digest of a JSON value, the same for equal values: `sha256:` and 64 hexadecimal digits. */
export function digestJson(value: Json): string {
  return `sha256:${hash("sha256", canonicalJson(value))}`;
}
