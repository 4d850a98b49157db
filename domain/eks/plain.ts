import type { Json } from "../schema/json.ts";

/** What was seen as JSON shows it; null where nothing was. */
export function plain(seen: unknown): Json {
  return JSON.parse(JSON.stringify(seen ?? null)) as Json;
}
