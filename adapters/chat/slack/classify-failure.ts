import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from "@slack/web-api";
import type { ChatAnswer } from "../port.ts";
import { isPlatformCode, platformError } from "./platform-errors.ts";
import { type Seen, UnexpectedSimulator } from "./wire.ts";

/** An answer that is not the one hoped for. */
export type ChatFailure = Exclude<ChatAnswer<never>, { readonly outcome: "applied" }>;

const SHORTEST_PAUSE_MS = 1_000;
const USUAL_PAUSE_MS = 30_000;
const REASON_MAX = 500;

/** Nothing of the request can have reached the system: no name, no connection, no trust in its certificate. */
const NEVER_SENT = new Set([
  "ENOTFOUND",
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ENETUNREACH",
  "EHOSTUNREACH",
  "EPROTO",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/** Decides what a failed call means: whether it was refused, never sent, throttled, or may have been accepted. */
export function classifyFailure(error: unknown, seen: Seen, nowMs: number): ChatFailure {
  if (error instanceof WebAPIRateLimitedError) return throttled("Slack asks for a pause", seen.retryAfter, nowMs);
  if (error instanceof WebAPIPlatformError) return ofPlatform(error, seen, nowMs);
  if (error instanceof WebAPIHTTPError) return ofStatus(error.statusCode);
  if (error instanceof WebAPIRequestError) return ofTransport(error.original);
  // The library has no class of its own for a 429 that does not say how long.
  if (error instanceof Error && error.message.startsWith("Retry header did not contain a valid timeout"))
    return throttled("Slack asks for a pause and does not say how long", seen.retryAfter, nowMs);
  return unknown(error instanceof Error ? error.message : String(error));
}

function ofPlatform({ data }: WebAPIPlatformError, seen: Seen, nowMs: number): ChatFailure {
  const found = platformError(data.error);
  if (found.kind === "throttled") return throttled(`Slack answered ${data.error}`, seen.retryAfter, nowMs);
  if (found.kind === "unknown") {
    return unknown(isPlatformCode(data.error) ? `Slack answered ${data.error}` : "Slack's answer could not be read");
  }
  const needed = "needed" in data && typeof data["needed"] === "string" ? `; it needs ${data["needed"]}` : "";
  const messages = (data.response_metadata?.messages ?? []).join("; ");
  const more = messages === "" ? "" : `: ${messages}`;
  const reason = `Slack answered ${data.error}${needed}${more}`.slice(0, REASON_MAX);
  return { outcome: "refused", code: data.error, reason, mend: found.mend };
}

function ofStatus(status: number): ChatFailure {
  if (status >= 500 || status < 400) return unknown(`Slack answered HTTP ${status}`);
  const reason = `Slack answered HTTP ${status}: is the API's address right?`;
  return { outcome: "refused", code: `http_${status}`, reason, mend: "configuration" };
}

function ofTransport(error: Error): ChatFailure {
  if (error instanceof UnexpectedSimulator) {
    const reason = "a simulated Slack answers, and the configuration does not say that it is one";
    return { outcome: "refused", code: "simulator_not_expected", reason, mend: "configuration" };
  }
  const causes = causesOf(error);
  if (causes.some(({ message }) => message === "unexpected redirect")) {
    const reason = "Slack's address redirects, as to a login page: is the API's address right?";
    return { outcome: "refused", code: "redirected", reason, mend: "configuration" };
  }
  const code = causes.map((cause) => ("code" in cause ? String(cause.code) : "")).find((one) => isNeverSent(one));
  if (code !== undefined) return { outcome: "not sent", reason: `Slack cannot be reached: ${code}` };
  const last = causes.at(-1) ?? error;
  const why = error.name === "TimeoutError" ? "no answer in time" : last.message;
  return unknown(`no answer of Slack: ${why}`);
}

const isNeverSent = (code: string) => NEVER_SENT.has(code) || code.startsWith("ERR_SSL_");

/** The error and what caused it, at most 5; of a connection that was tried at several addresses, the first. */
function causesOf(error: Error): readonly Error[] {
  const causes: Error[] = [];
  let cause: unknown = error;
  while (cause instanceof Error && causes.length < 5) {
    causes.push(cause);
    cause = cause instanceof AggregateError ? cause.errors[0] : cause.cause;
  }
  return causes;
}

const unknown = (reason: string): ChatFailure => ({ outcome: "unknown", reason: reason.slice(0, REASON_MAX) });

function throttled(reason: string, retryAfter: string | undefined, nowMs: number): ChatFailure {
  return { outcome: "throttled", reason, retryAfterMs: Math.max(pauseMs(retryAfter, nowMs), SHORTEST_PAUSE_MS) };
}

/** Seconds or an HTTP date; 30 s for anything else. */
function pauseMs(retryAfter: string | undefined, nowMs: number): number {
  const text = retryAfter?.trim() ?? "";
  if (/^\d{1,6}(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1_000);
  const at = /^[A-Za-z]{3,9}, /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? USUAL_PAUSE_MS : at - nowMs;
}
