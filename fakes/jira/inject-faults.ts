import { setTimeout as sleep } from "node:timers/promises";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context, MiddlewareHandler } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { FaultBody, Faults } from "./faults.ts";
import type { HttpEnvironment } from "./http.ts";
import type { RequestLog } from "./request-log.ts";

// A client that waits longer than this has no timeout.
const STALL_MS = 120_000;

const HTML =
  "<!doctype html><html><head><title>Atlassian</title></head><body><h1>We'll be right back</h1></body></html>";
const MESSAGE_BY_STATUS: Readonly<Record<number, string>> = {
  401: "Client must be authenticated to access this resource.",
  403: "Forbidden",
  409: "The issue was changed by somebody else at the same time.",
  429: "Rate limit exceeded.",
};

/** Logs each call, and injects the faults that it meets before its effect and after it. */
export function injectFaults(faults: Faults, requests: RequestLog): MiddlewareHandler<HttpEnvironment> {
  return async (context, next) => {
    const { method, path } = context.req;
    const at = new Date().toISOString();
    const { pathname, search } = new URL(context.req.url);
    const logged = { at, method, path: pathname + search, actor: null, status: null, fault: null };
    const request: Parameters<RequestLog["add"]>[0] = { ...logged, actor: emailIn(context) };
    requests.add(request);
    const body = async () => await context.req.text();
    const fault = await faults.take({ method, path: path.replace(/^\/ex\/jira\/[^/]+/, ""), body });
    request.fault = fault?.kind ?? null;
    const isAfter = fault?.kind.endsWith("-after-effect") === true;
    if (isAfter) context.set("fault", fault.kind);
    const instead = fault === undefined || isAfter ? undefined : await answerOf(context, fault);
    if (instead !== undefined) {
      request.status = statusOf(instead);
      return instead;
    }

    await next();
    const spoilt = isAfter ? await answerOf(context, fault) : undefined;
    request.status = statusOf(spoilt ?? context.res);
    if (spoilt === undefined) return undefined;
    // Hono copies the headers of the answer in place, content-length too, unless it is taken away first.
    context.res = undefined;
    context.res = spoilt;
    return undefined;
  };
}

/** What a call is answered in place of its own answer; undefined when that stands. */
async function answerOf(context: Context<HttpEnvironment>, fault: FaultBody): Promise<Response | undefined> {
  switch (fault.kind) {
    case "status":
    case "status-after-effect":
      return statusAnswer(fault);
    case "html":
    case "html-after-effect":
      return htmlAnswer(fault);
    case "timeout-before-effect":
    case "timeout-after-effect":
      return await stall(context);
    case "reset-before-effect":
    case "reset-after-effect":
      return hangUp(context);
    case "cut-after-effect":
      return await cutInHalf(context.res);
    case "slow":
      await sleep(fault.delayMs);
      return undefined;
  }
}

function statusOf(answer: Response): number {
  return answer === RESPONSE_ALREADY_SENT ? 0 : answer.status;
}

function statusAnswer({ status = 500, retryAfterSeconds, reason }: FaultBody): Response {
  const headers: Record<string, string> = {};
  const waitSeconds = retryAfterSeconds === undefined ? (status === 429 ? 1 : null) : retryAfterSeconds;
  if (waitSeconds !== null) headers["retry-after"] = String(waitSeconds);
  if (status === 429) {
    headers["ratelimit-reason"] = reason;
    headers["x-ratelimit-limit"] = "100";
    headers["x-ratelimit-remaining"] = "0";
    headers["x-ratelimit-reset"] = new Date(Date.now() + (waitSeconds ?? 0) * 1000).toISOString();
  }
  const message = MESSAGE_BY_STATUS[status] ?? "Internal server error";
  const body = status === 204 ? null : JSON.stringify({ errorMessages: [message], errors: {} });
  return new Response(body, { status, headers: { ...headers, "content-type": "application/json" } });
}

function htmlAnswer({ status = 200 }: FaultBody): Response {
  return new Response(HTML, { status: status as ContentfulStatusCode, headers: { "content-type": "text/html" } });
}

async function stall(context: Context<HttpEnvironment>): Promise<Response> {
  const gone = new AbortController();
  context.env.outgoing.once("close", () => gone.abort());
  await sleep(STALL_MS, undefined, { signal: gone.signal }).catch((error: unknown) => {
    if (!gone.signal.aborted) throw error;
  });
  return hangUp(context);
}

function hangUp(context: Context<HttpEnvironment>): Response {
  context.env.outgoing.destroy();
  return RESPONSE_ALREADY_SENT;
}

async function cutInHalf(answer: Response): Promise<Response> {
  const text = await answer.text();
  const headers = { "content-type": "application/json" };
  return new Response(text.slice(0, text.length / 2), { status: answer.status === 204 ? 200 : answer.status, headers });
}

function emailIn(context: Context<HttpEnvironment>): string | null {
  const [scheme = "", credentials = ""] = (context.req.header("authorization") ?? "").split(" ");
  if (scheme.toLowerCase() !== "basic") return null;
  return Buffer.from(credentials, "base64").toString().split(":")[0] ?? null;
}
