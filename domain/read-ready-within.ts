import { parseDuration } from "./parse-duration.ts";
import type { Json, JsonObject } from "./schema/json.ts";

/** The key of every kind's config that the engine reads itself; drivers never see it. */
export const READY_WITHIN = "readyWithin";
/** An operation's timers are never longer. */
const LONGEST_MS = 86_400_000;

/** A config as its driver sees it: without `readyWithin`. */
export function driverConfig(config: JsonObject): JsonObject {
  const { [READY_WITHIN]: _, ...rest } = config;
  return rest;
}

/** `readyWithin` of a resolved config, milliseconds, or the kind's own when it is absent or not readable. */
export function readReadyWithin(config: JsonObject, kindMs: number): number {
  const value = config[READY_WITHIN];
  return readyWithinProblem(value) === undefined ? (parseDuration(value) ?? kindMs) : kindMs;
}

/** What is wrong with a value of `readyWithin`; undefined when nothing is, or it is absent. */
export function readyWithinProblem(value: Json | undefined): string | undefined {
  if (value === undefined) return undefined;
  const ms = parseDuration(value);
  if (ms === undefined) return 'write a duration as "500ms", "60s", "10m", "2h" or "1d"';
  return ms >= 1 && ms <= LONGEST_MS ? undefined : 'at least "1ms", at most "1d"';
}
