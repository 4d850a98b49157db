import { z } from "@hono/zod-openapi";
import { OrchestratorError } from "../../domain/errors.ts";

/** So far ahead an environment may be kept awake, or live, at once: 400 days. */
const AHEAD_MAX_MS = 400 * 86_400_000;

/** An instant to come, epoch milliseconds. */
export const Until = z.int().positive();

/** @throws OrchestratorError `REQUEST_INVALID` where it lies in the past or too far ahead */
export function requireAhead(until: number): void {
  const aheadMs = until - Date.now();
  if (aheadMs <= 0) throw new OrchestratorError("REQUEST_INVALID", "body/until: it must be in the future");
  if (aheadMs > AHEAD_MAX_MS)
    throw new OrchestratorError("REQUEST_INVALID", "body/until: it must be within the next 400 days");
}
