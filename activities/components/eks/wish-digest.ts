import { createHash } from "node:crypto";
import { canonicalJson } from "../../../domain/canonical-json.ts";
import type { Json } from "../../../domain/schema/json.ts";

/** Digest of what is asked for: equal wishes have equal ones. */
export function wishDigest(wish: Json): string {
  return createHash("sha256").update(canonicalJson(wish)).digest("hex");
}
