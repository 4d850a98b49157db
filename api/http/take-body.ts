import type { MiddlewareHandler } from "hono";
import { OrchestratorError } from "../../domain/errors.ts";
import type { ApiEnv } from "./api-env.ts";
import { readText } from "./read-text.ts";

/**
 * Refuses a body of another media type (`MEDIA_TYPE_UNSUPPORTED`) or above the limit (`BODY_TOO_LARGE`) before anything
 * parses it. The handler and its validators read what was taken.
 */
export function takeBody(options: {
  readonly mediaTypes: readonly string[];
  readonly bytesMax: number;
}): MiddlewareHandler<ApiEnv> {
  const checkType = requireMediaType(options.mediaTypes);
  return async (context, next) => {
    await checkType(context, async () => {
      const body = await readText(context.req.raw, options.bytesMax);
      const { method, headers } = context.req.raw;
      context.req.raw = new Request(context.req.url, { method, headers, body });
      await next();
    });
  };
}

/** Takes a JSON body of at most 16 KiB. */
export const takeSmallBody = takeBody({ mediaTypes: ["application/json"], bytesMax: 16 * 1024 });

/** Refuses a body of another media type than these: `MEDIA_TYPE_UNSUPPORTED`. Parameters such as a charset do not count. */
export function requireMediaType(mediaTypes: readonly string[]): MiddlewareHandler<ApiEnv> {
  return async (context, next) => {
    const sent = (context.req.header("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
    if (!mediaTypes.includes(sent)) {
      const got = sent === "" ? "no content type" : `content type "${sent}"`;
      throw new OrchestratorError(
        "MEDIA_TYPE_UNSUPPORTED",
        `the body has ${got}; this path takes ${mediaTypes.join(", ")}`,
      );
    }
    await next();
  };
}
