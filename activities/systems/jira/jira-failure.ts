import { OrchestratorError } from "../../../domain/errors.ts";

/** A call that failed: what for, by whom, and what its answer carried. */
export interface FailedCall {
  /** For people: `POST rest/api/3/issue`. */
  readonly what: string;
  readonly account: string;
  /** Absent where nothing answered. */
  readonly headers?: Headers;
  readonly nowMs: number;
}

const LONGEST_PAUSE_MS = 65 * 60_000;

/**
 * Says what an answer means in Jira, and leaves alone what means the same everywhere.
 *
 * `details.pauses` of a throttled call is what waits: `issue` (writes to this issue), `endpoint` or `site`.
 */
export function jiraFailure(error: unknown, call: FailedCall): unknown {
  if (!(error instanceof OrchestratorError)) return error;
  if (error.code === "REMOTE_THROTTLED") return throttled(error, call);
  if (error.code !== "REMOTE_REFUSED") return error;
  const { status, json } = error.details;
  if (status === 409)
    // Somebody changed it at the same time: only a look tells what came of it.
    return new OrchestratorError("REMOTE_UNCLEAR", `jira: ${call.what} met another change`, {
      details: { ...error.details },
      cause: error,
    });
  const message = typeof status === "number" ? refusal(status, words(json), call) : undefined;
  if (message === undefined) return error;
  return new OrchestratorError("REMOTE_REFUSED", message, { details: { ...error.details }, cause: error });
}

/** True for an answer of that status. */
export function isAnswer(error: unknown, status: number): boolean {
  return error instanceof OrchestratorError && error.details["status"] === status;
}

function refusal(status: number, said: string, { what, account }: FailedCall): string | undefined {
  const why = said === "" ? "" : `: ${said}`;
  switch (status) {
    case 401:
      return `jira does not know "${account}": its token is wrong, was revoked or has expired`;
    case 403:
      return `jira does not let "${account}" do ${what}${why}`;
    case 404:
      return `jira has nothing at ${what}, or "${account}" may not see it${why}`;
    case 410:
      return `jira has taken ${what} away: this version of Holdfast is too old for it`;
    case 400:
    case 413:
    case 422:
      return `jira refused ${what}${why}`;
    default:
      return undefined;
  }
}

/** What Jira said, of each field. */
function words(json: unknown): string {
  if (Array.isArray(json)) return json.map(words).join("; ");
  if (typeof json !== "object" || json === null) return "";
  const { errorMessages, errors, message } = json as Readonly<Record<string, unknown>>;
  const general = [message, ...(Array.isArray(errorMessages) ? errorMessages : [])].filter(
    (one) => typeof one === "string",
  );
  const fields =
    typeof errors === "object" && errors !== null
      ? Object.entries(errors).map(([field, problem]) => `${field}: ${String(problem)}`)
      : [];
  return [...general, ...fields].join("; ");
}

function throttled(error: OrchestratorError, { headers, nowMs }: FailedCall): OrchestratorError {
  const reason = headers?.get("ratelimit-reason") ?? "";
  const pauses = reason.startsWith("jira-per-issue") ? "issue" : reason === "jira-burst-based" ? "endpoint" : "site";
  // An ISO date here, where other systems give seconds.
  const reset = Date.parse(headers?.get("x-ratelimit-reset") ?? "") - nowMs;
  const isStated = (headers?.get("retry-after") ?? "").trim() !== "";
  const retryAfterMs =
    !isStated && reset > 0 ? Math.min(Math.max(reset, 1_000), LONGEST_PAUSE_MS) : error.details["retryAfterMs"];
  return new OrchestratorError("REMOTE_THROTTLED", error.message, {
    details: { ...error.details, retryAfterMs, pauses },
    cause: error,
  });
}
