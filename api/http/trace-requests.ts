import { randomBytes } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import type { ApiEnv } from "./api-env.ts";

/** @see https://www.w3.org/TR/trace-context/#traceparent-header */
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;
const NO_TRACE = "0".repeat(32);

/** Gives each request its trace id, the caller's from `traceparent` where it sends a valid one, and answers it in `x-trace-id`. */
export const traceRequests: MiddlewareHandler<ApiEnv> = async (context, next) => {
  const sent = TRACEPARENT.exec(context.req.header("traceparent") ?? "")?.[1];
  const traceId = sent === undefined || sent === NO_TRACE ? randomBytes(16).toString("hex") : sent;
  context.set("traceId", traceId);
  context.header("x-trace-id", traceId);
  context.header("x-content-type-options", "nosniff");
  await next();
};
