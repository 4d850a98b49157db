import { setTimeout as sleep } from "node:timers/promises";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context, MiddlewareHandler } from "hono";
import type { Faults } from "./faults.ts";
import { clientGone, refuse } from "./http.ts";
import type { HttpEnvironment } from "./http.ts";
import { refusal } from "./refusal.ts";
import type { FaultBody } from "./schema.ts";

const NEVER_MS = 120_000;

const AFTER_EFFECT: readonly FaultBody["kind"][] = ["truncated", "timeout-after-effect", "reset-after-effect"];

/** Injects the faults that a call meets on its way, before its effect or after it. */
export function injectFaults(faults: Faults): MiddlewareHandler<HttpEnvironment> {
  return async (context, next) => {
    if (faults.isEmpty()) return await next();
    const { method, url } = context.req;
    const { pathname, search } = new URL(url);
    const path = pathname + decodeURIComponent(search);
    const fault = faults.take({ method, path, body: await context.req.text() });
    if (fault === undefined) return await next();
    context.set("fault", fault.kind);
    if (fault.kind === "slow") {
      await sleep(fault.delayMs);
      return await next();
    }
    if (!fault.afterEffect && !AFTER_EFFECT.includes(fault.kind)) return await spoil(context, fault);
    await next();
    const spoilt = await spoil(context, fault);
    // Hono copies the headers of the answer in place, content-length too, unless it is taken away first.
    context.res = undefined;
    context.res = spoilt;
    return undefined;
  };
}

async function spoil(context: Context<HttpEnvironment>, { kind, retryAfter }: FaultBody): Promise<Response> {
  if (retryAfter !== null && (kind === "429" || kind === "503")) context.header("retry-after", String(retryAfter));
  switch (kind) {
    case "500":
      return refuse(context, refusal(500, "Internal Server Error", "A logic error on the server-side code occurred."));
    case "503":
      return refuse(context, refusal(503, "Service Unavailable", "The instance has too much to do."));
    case "429":
      return tooMany(context, retryAfter);
    case "401":
      return refuse(context, notAuthenticated());
    case "html-200":
      return context.html(page("This instance is in hibernation"), 200);
    case "html-503":
      return context.html(page("This instance is under maintenance"), 503);
    case "login-redirect":
      return context.redirect("/login.do", 302);
    case "truncated":
      return await cutInHalf(context.res);
    case "timeout-before-effect":
    case "timeout-after-effect":
      return await neverAnswer(context);
    case "reset-before-effect":
    case "reset-after-effect":
      return hangUp(context);
    case "slow":
      return context.res;
  }
}

/** The refusal of a call without valid credentials. */
export function notAuthenticated() {
  return refusal(401, "User is not authenticated", "Required to provide Auth information");
}

function tooMany(context: Context<HttpEnvironment>, retryAfter: FaultBody["retryAfter"]): Response {
  const waitSeconds = typeof retryAfter === "number" ? retryAfter : 3600;
  context.header("x-ratelimit-limit", "500");
  context.header("x-ratelimit-reset", String(Math.floor(Date.now() / 1000) + waitSeconds));
  context.header("x-ratelimit-rule", "Change API per user");
  return refuse(context, refusal(429, "Rate limit exceeded", "Rejected by the rule: Change API per user"));
}

async function neverAnswer(context: Context<HttpEnvironment>): Promise<Response> {
  const gone = clientGone(context);
  await sleep(NEVER_MS, undefined, { signal: gone }).catch((error: unknown) => {
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

function page(title: string): string {
  return `<!doctype html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
}
