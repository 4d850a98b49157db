import type { MiddlewareHandler } from "hono";
import { z } from "@hono/zod-openapi";
import type { ApiEnv } from "../http/api-env.ts";
import { takeBody } from "../http/take-body.ts";

const taken = takeBody({ mediaTypes: ["application/json"], bytesMax: 16 * 1024 });
const Text = z.string().trim().max(500);

/** A body that may be left out. */
export const OptionalReason = z.strictObject({
  reason: Text.optional().describe("Why; kept in the record."),
});
/** A body that says why. */
export const RequiredReason = z.strictObject({ reason: Text.min(1).describe("Why; kept in the record.") });

/** Takes a JSON body, or none at all. */
export const takeOptionalReason: MiddlewareHandler<ApiEnv> = async (context, next) => {
  const { headers } = context.req.raw;
  const hasBody = Number(headers.get("content-length") ?? 0) > 0 || headers.has("transfer-encoding");
  if (!hasBody && !headers.has("content-type")) return await next();
  return await taken(context, next);
};

/** Takes a JSON body. */
export const takeReason = taken;
