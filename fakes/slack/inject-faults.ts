import { setTimeout as sleep } from "node:timers/promises";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context, MiddlewareHandler } from "hono";
import type { FaultBody } from "./faults.ts";
import { clientGone } from "./http.ts";
import type { HttpEnvironment } from "./http.ts";
import type { RequestLog } from "./request-log.ts";
import type { Slack } from "./slack.ts";

// A client that waits longer than this has no timeout.
const STALL_MS = 120_000;

const HTML = "<!doctype html><html><head><title>Slack</title></head><body><h1>Server Error</h1></body></html>";

/** Logs each call, and injects the faults that it meets before its effect and after it. */
export function injectFaults(slack: Slack): MiddlewareHandler<HttpEnvironment> {
  return async (context, next) => {
    const request = logged(context, slack);
    const { outage } = slack.settings;
    if (outage !== "none") {
      request.fault = `outage-${outage}`;
      const answer = outage === "hang" ? await hang(context, slack) : statusAnswer({ status: 503 });
      request.status = statusOf(answer);
      return answer;
    }

    const { path } = context.req;
    const body = async () => await searchable(context);
    const fault = await slack.faults.take({ path, body });
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

function logged(context: Context<HttpEnvironment>, { requests, world }: Slack): Parameters<RequestLog["add"]>[0] {
  const { method, path } = context.req;
  const token = (context.req.header("authorization") ?? "").replace(/^Bearer /i, "");
  const actor = world.token.get(token)?.botUserId ?? null;
  const request = { at: new Date().toISOString(), method, path, actor, status: null, fault: null };
  requests.add(request);
  return request;
}

async function searchable(context: Context<HttpEnvironment>): Promise<string> {
  const text = await context.req.text();
  return `${text}\n${[...new URLSearchParams(text).values()].join("\n")}`;
}

/** What a call is answered in place of its own answer; undefined when that stands. */
async function answerOf(context: Context<HttpEnvironment>, fault: FaultBody): Promise<Response | undefined> {
  switch (fault.kind) {
    case "status":
    case "status-after-effect":
      return statusAnswer(fault);
    case "error":
    case "error-after-effect":
      return Response.json({ ok: false, error: fault.error });
    case "html":
    case "html-after-effect":
      return new Response(HTML, { status: fault.status ?? 200, headers: { "content-type": "text/html" } });
    case "empty":
    case "empty-after-effect":
      return new Response("", { headers: { "content-type": "application/json" } });
    case "wrong-shape":
      return Response.json({});
    case "redirect":
      return new Response(null, { status: 302, headers: { location: "/signin" } });
    case "timeout-before-effect":
    case "timeout-after-effect":
      return await stall(context);
    case "reset-before-effect":
    case "reset-after-effect":
      return hangUp(context);
    case "cut-after-effect":
      return await cutInHalf(context.res);
    case "cut-stream-after-effect":
      return await endInTheMiddle(context);
    case "slow":
      await sleep(fault.delayMs);
      return undefined;
  }
}

function statusOf(answer: Response): number {
  return answer === RESPONSE_ALREADY_SENT ? 0 : answer.status;
}

function statusAnswer({ status = 500, retryAfter }: Pick<FaultBody, "status" | "retryAfter">): Response {
  const wait = retryAfter === undefined ? (status === 429 ? 1 : null) : retryAfter;
  const headers: Record<string, string> = wait === null ? {} : { "retry-after": String(wait) };
  const error = status === 429 ? "ratelimited" : status === 503 ? "service_unavailable" : "internal_error";
  const body = status === 204 ? null : JSON.stringify({ ok: false, error });
  return new Response(body, { status, headers: { ...headers, "content-type": "application/json" } });
}

/** Keeps a call waiting until the outage is over; it had no effect. */
async function hang(context: Context<HttpEnvironment>, { settings, watch }: Slack): Promise<Response> {
  const closed = clientGone(context);
  while (!closed.aborted && settings.outage === "hang") {
    await watch.wait({ seen: watch.count(), waitMs: STALL_MS, closed });
  }
  return hangUp(context);
}

async function stall(context: Context<HttpEnvironment>): Promise<Response> {
  const gone = clientGone(context);
  await sleep(STALL_MS, undefined, { signal: gone }).catch((error: unknown) => {
    if (!gone.aborted) throw error;
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
  return new Response(text.slice(0, text.length / 2), { status: answer.status, headers });
}

async function endInTheMiddle({ env, res }: Context<HttpEnvironment>): Promise<Response> {
  const { outgoing } = env;
  const body = Buffer.from(await res.text());
  const halves = [body.subarray(0, body.length / 2)];
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const half = halves.shift();
      if (half !== undefined) return controller.enqueue(half);
      while (!outgoing.destroyed && (!outgoing.headersSent || outgoing.writableLength > 0)) await sleep(1);
      outgoing.destroy();
      controller.close();
    },
  });
  return new Response(stream, {
    headers: { "content-type": "application/json", "content-length": String(body.length) },
  });
}
