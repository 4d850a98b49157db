import { HTTPException } from "hono/http-exception";
import { type DocumentProblem, ERROR_CODES, type ErrorCode, OrchestratorError } from "../domain/errors.ts";
import { Forbidden } from "./access/forbidden.ts";
import { DocumentsRefused } from "./documents/documents-refused.ts";

/** The body of every answer that is an error: RFC 9457 with our code, hint and trace id. */
export interface Problem {
  /** Page of the code. */
  readonly type: string;
  /** The code in words. */
  readonly title: string;
  readonly status: number;
  /** What is wrong, where, for which input. */
  readonly detail: string;
  readonly code: ErrorCode;
  /** What to do next. */
  readonly hint: string;
  /** Finds the request in the API's log. */
  readonly traceId: string;
  /** What was refused to its sender, and the roles that would allow it; only for `FORBIDDEN`. */
  readonly access?: Forbidden["access"];
  /** Every problem of what was sent, in its order; absent where there is only the one above. */
  readonly errors?: readonly DocumentProblem[];
}

const CODES_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  404: "NOT_FOUND",
  405: "METHOD_NOT_ALLOWED",
  413: "BODY_TOO_LARGE",
  415: "MEDIA_TYPE_UNSUPPORTED",
  429: "STREAMS_EXHAUSTED",
};

/** The one place where errors become answers. What was not thrown on purpose is `INTERNAL`, without details. */
export function problemOf(error: unknown, traceId: string): Problem {
  if (error instanceof Forbidden) return { ...problem(error.code, error.message, traceId), access: error.access };
  if (error instanceof OrchestratorError) return problem(error.code, error.message, traceId);
  if (error instanceof DocumentsRefused) return problemOfDocuments(error.problems, traceId);
  // Thrown by the router and its validators. Their messages may quote what was sent, so they are not passed on.
  if (error instanceof HTTPException && error.status < 500) {
    const code = CODES_OF_STATUS[error.status] ?? "REQUEST_INVALID";
    return problem(code, DETAILS[code] ?? "the body is not valid JSON", traceId);
  }
  return problem("INTERNAL", "something went wrong here; nothing more is told outside the log", traceId);
}

/** One answer for all problems; its status and code are those of the most severe, of equals the first. */
function problemOfDocuments(problems: readonly [DocumentProblem, ...DocumentProblem[]], traceId: string): Problem {
  const worst = problems.reduce((one, other) => (severity(other) > severity(one) ? other : one));
  const where = worst.line === undefined ? "" : `line ${worst.line}, column ${worst.column ?? 1}: `;
  const more = problems.length === 1 ? "" : ` (and ${problems.length - 1} more, see errors)`;
  return { ...problem(worst.code, `${where}${worst.message}${more}`, traceId), errors: problems };
}

/** The problem as an answer: media type, and `Retry-After` where asking again may help. */
export function answerOf(found: Problem): { readonly body: string; readonly headers: Record<string, string> } {
  const canWait = found.status === 503 || found.status === 429;
  return {
    body: JSON.stringify(found),
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      ...(canWait ? { "retry-after": "5" } : {}),
      ...(found.status === 401 ? { "www-authenticate": 'Bearer realm="holdfast"' } : {}),
    },
  };
}

const DETAILS: Partial<Record<ErrorCode, string>> = {
  NOT_FOUND: "nothing is at this path",
  METHOD_NOT_ALLOWED: "the path does not have this method",
  BODY_TOO_LARGE: "the body is larger than this path takes",
  MEDIA_TYPE_UNSUPPORTED: "the path does not take a body of this content type",
  STREAMS_EXHAUSTED: "as many answers are kept open as this server keeps",
};

function problem(code: ErrorCode, detail: string, traceId: string): Problem {
  const { httpStatus, hint } = ERROR_CODES[code];
  const words = code.toLowerCase().replaceAll("_", " ");
  const title = words.charAt(0).toUpperCase() + words.slice(1);
  return { type: `https://holdfast.dev/errors/${code}`, title, status: httpStatus, detail, code, hint, traceId };
}

/** Size first, because the rest was not read; then a conflict with what is stored; then everything else. */
function severity({ code }: DocumentProblem): number {
  const { httpStatus } = ERROR_CODES[code];
  return httpStatus === 413 ? 2 : httpStatus === 409 ? 1 : 0;
}
