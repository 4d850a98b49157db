import type { JsonObject } from "../../../domain/schema/json.ts";

/** The last line of a text that is one JSON object; undefined when there is none. */
export function findJson(text: string): JsonObject | undefined {
  const candidates = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line.startsWith("{") && line.endsWith("}"));
  for (const line of candidates.toReversed()) {
    try {
      return JSON.parse(line) as JsonObject;
    } catch {
      // No JSON: an earlier line may be.
    }
  }
  return undefined;
}
