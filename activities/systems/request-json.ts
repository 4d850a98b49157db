import { OrchestratorError } from "../../domain/errors.ts";

/** A call of an outside system. */
export interface RemoteRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as a form, in place of `body`. */
  readonly form?: Readonly<Record<string, string>>;
  /** For the whole call, milliseconds; 20 s where it is absent. */
  readonly timeoutMs?: number;
}

/** What the system answered: 2xx, parsed. */
export interface RemoteAnswer {
  readonly status: number;
  /** Undefined where the answer has no body. */
  readonly json: unknown;
  readonly headers: Headers;
}

/** What a call needs of its surroundings. */
export interface RemoteCaller {
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
}

const TIMEOUT_MS = 20_000;
const BODY_SHOWN = 300;
const BODY_MAX = 1024 * 1024;
const LONGEST_PAUSE_MS = 65 * 60_000;
/** Codes of the system's errors before a byte has left. */
const NEVER_LEFT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
]);

/**
 * Calls an outside system once, without retries and without following redirects, and sorts what comes back.
 *
 * `details.status` is the HTTP status where there was one, `details.body` the start of what it said, and
 * `details.retryAfterMs` how long a throttled caller waits.
 *
 * @throws OrchestratorError `REMOTE_REFUSED` (a well-formed no, or a redirect), `REMOTE_NOT_SENT` (nothing left here),
 *   `REMOTE_THROTTLED` (429), `REMOTE_UNCLEAR` (no answer, 5xx, or one that is no JSON: it may have happened)
 */
export async function requestJson(caller: RemoteCaller, request: RemoteRequest): Promise<RemoteAnswer> {
  const what = `${request.method} ${request.url.origin}${request.url.pathname}`;
  const response = await send(caller, request, what);
  const text = await readText(response, caller.signal, what);
  const { status, headers } = response;
  const details = { status, body: text.slice(0, BODY_SHOWN) };
  if (status === 429) {
    const retryAfterMs = pauseMs(headers.get("retry-after"), Date.now());
    throw new OrchestratorError("REMOTE_THROTTLED", `${what} is asked too often; again in ${seconds(retryAfterMs)} s`, {
      details: { ...details, retryAfterMs },
    });
  }
  const json = parseJson(text, headers);
  if (status >= 500 || json === NO_JSON) {
    if (status >= 300 && status < 400)
      throw new OrchestratorError(
        "REMOTE_REFUSED",
        `${what} answered with a redirect (${status}), often to a login page`,
        {
          details,
        },
      );
    const kind = json === NO_JSON && status < 500 ? `${status} without JSON` : String(status);
    throw new OrchestratorError("REMOTE_UNCLEAR", `${what} answered ${kind}`, { details });
  }
  if (status < 200 || status >= 300)
    throw new OrchestratorError("REMOTE_REFUSED", `${what} answered ${status}: ${said(json, text)}`, {
      details: { ...details, json },
    });
  return { status, json, headers };
}

async function send(caller: RemoteCaller, request: RemoteRequest, what: string): Promise<Response> {
  const { method, url, headers = {}, body, form, timeoutMs = TIMEOUT_MS } = request;
  const limit = AbortSignal.any([caller.signal, AbortSignal.timeout(timeoutMs)]);
  const content = form === undefined ? "application/json" : "application/x-www-form-urlencoded";
  const sent =
    form === undefined ? (body === undefined ? undefined : JSON.stringify(body)) : new URLSearchParams(form).toString();
  try {
    return await caller.fetch(url, {
      method,
      headers: { accept: "application/json", ...(sent === undefined ? {} : { "content-type": content }), ...headers },
      ...(sent === undefined ? {} : { body: sent }),
      redirect: "manual",
      signal: limit,
    });
  } catch (error) {
    caller.signal.throwIfAborted();
    throw noAnswer(error, what, timeoutMs);
  }
}

async function readText(response: Response, signal: AbortSignal, what: string): Promise<string> {
  try {
    const text = await response.text();
    return text.length > BODY_MAX ? text.slice(0, BODY_MAX) : text;
  } catch (error) {
    signal.throwIfAborted();
    throw new OrchestratorError("REMOTE_UNCLEAR", `${what} answered ${response.status} and broke off`, {
      cause: error,
    });
  }
}

function noAnswer(error: unknown, what: string, timeoutMs: number): OrchestratorError {
  const code = codeOf(error);
  if (code !== undefined && NEVER_LEFT.has(code))
    return new OrchestratorError("REMOTE_NOT_SENT", `${what} cannot be reached (${code})`, { cause: error });
  const isLate = error instanceof Error && error.name === "TimeoutError";
  const why = isLate
    ? `got no answer within ${seconds(timeoutMs)} s`
    : `got no answer${code === undefined ? "" : ` (${code})`}`;
  return new OrchestratorError("REMOTE_UNCLEAR", `${what} ${why}`, { cause: error });
}

function codeOf(error: unknown): string | undefined {
  for (let one = error; one instanceof Error; one = one.cause) {
    const { code } = one as { readonly code?: unknown };
    if (typeof code === "string") return code;
  }
  return undefined;
}

const NO_JSON = Symbol("no JSON");

function parseJson(text: string, headers: Headers): unknown {
  if (text.trim() === "") return undefined;
  if (!/[/+]json\b/.test(headers.get("content-type") ?? "")) return NO_JSON;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return NO_JSON;
  }
}

/** The system's own words, from the forms that errors commonly have. */
function said(json: unknown, text: string): string {
  if (typeof json === "object" && json !== null) {
    const { error, message, errorMessages, errors } = json as Record<string, unknown>;
    if (typeof error === "object" && error !== null) {
      const inner = error as Record<string, unknown>;
      const words = [inner["message"], inner["detail"]].filter((one) => typeof one === "string" && one !== "");
      if (words.length > 0) return words.join(": ");
    }
    if (Array.isArray(errorMessages) && errorMessages.length > 0) return errorMessages.join("; ");
    if (typeof errors === "object" && errors !== null && Object.keys(errors).length > 0) return JSON.stringify(errors);
    if (typeof message === "string") return message;
    if (typeof error === "string") return error;
  }
  return text.slice(0, BODY_SHOWN) || "nothing";
}

/** `Retry-After` in seconds or as a date, with some spread; 30 s where it is absent or unreadable, at least 1 s. */
function pauseMs(header: string | null, nowMs: number): number {
  const asNumber = header === null || header.trim() === "" ? Number.NaN : Number(header);
  const asDate = header === null ? Number.NaN : Date.parse(header) - nowMs;
  const wanted = Number.isFinite(asNumber) ? asNumber * 1_000 : Number.isFinite(asDate) ? asDate : 30_000;
  return Math.min(Math.max(wanted, 1_000), LONGEST_PAUSE_MS) + Math.floor(Math.random() * 250);
}

const seconds = (ms: number) => Math.ceil(ms / 1_000);
