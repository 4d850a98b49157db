import type { MiddlewareHandler } from "hono";
import type { HttpEnvironment } from "./http.ts";

/** Refuses what a page of another site sends. Browsers say where a call comes from; others say nothing. */
export const fromThisPage: MiddlewareHandler<HttpEnvironment> = async (context, next) => {
  const { origin, host } = context.req.header();
  if (origin === undefined || (URL.canParse(origin) && new URL(origin).host === host)) return await next();
  return context.text(`calls of ${origin} are not taken`, 403);
};
