import type { Period } from "../../domain/delivery-facts.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import { parseDuration } from "../../domain/parse-duration.ts";

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;
const DAYS_MAX = 366;
/** RFC 3339 with seconds and an offset. Others are read differently by different machines. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * The period that a query names, each end as an instant or as how long ago. Default: the last 30 days. What lies in the
 * future is cut off, so that no time that has not passed makes anything look rare.
 * @throws OrchestratorError `REQUEST_INVALID` when an end cannot be read, nothing is left, or it is longer than 366 days
 */
export function readPeriod(
  { since, until }: { readonly since: string | undefined; readonly until: string | undefined },
  nowMs: number,
): Period {
  const toMs = until === undefined ? nowMs : Math.min(nowMs, readEnd("until", until, nowMs));
  const fromMs = since === undefined ? toMs - DEFAULT_DAYS * DAY_MS : readEnd("since", since, nowMs);
  if (fromMs >= toMs) throw invalid("query/since: must be before until, and in the past");
  if (toMs - fromMs > DAYS_MAX * DAY_MS) throw invalid(`query/since: at most ${DAYS_MAX} days before until`);
  return { fromMs, toMs };
}

function readEnd(name: string, text: string, nowMs: number): number {
  const instant = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(instant)) return instant;
  const agoMs = parseDuration(text);
  if (agoMs === undefined) throw invalid(`query/${name}: an instant as 2026-11-21T08:00:00Z, or how long ago as 30d`);
  return nowMs - agoMs;
}

const invalid = (message: string) => new OrchestratorError("REQUEST_INVALID", message);
