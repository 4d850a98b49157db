import { createHash, randomUUID } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import type { RequestIdentity } from "../../adapters/store/requests-port.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import type { ApiContext, ApiEnv } from "./api-env.ts";

const KEY = /^[\x21-\x7e]{1,200}$/;
const CHANGING = new Set(["POST", "PUT", "DELETE", "PATCH"]);

/** Takes `Idempotency-Key` of requests that change something, makes one where there is none, and answers it in the same header. */
export const takeIdempotencyKey: MiddlewareHandler<ApiEnv> = async (context, next) => {
  if (CHANGING.has(context.req.method)) {
    const key = context.req.header("idempotency-key") ?? randomUUID();
    if (!KEY.test(key)) {
      throw new OrchestratorError(
        "REQUEST_INVALID",
        'the header "Idempotency-Key" must be 1 to 200 visible ASCII characters',
      );
    }
    context.set("idempotencyKey", key);
    context.header("idempotency-key", key);
  }
  await next();
};

/** The request's key, and the digest of all that it asks for: method, path, query, precondition and body. */
export function identifyRequest(context: ApiContext, body = ""): RequestIdentity {
  const { searchParams, pathname } = new URL(context.req.url);
  searchParams.sort();
  const asked = [context.req.method, pathname, searchParams.toString(), context.req.header("if-match") ?? "", body];
  return {
    key: context.get("idempotencyKey"),
    digest: `sha256:${createHash("sha256").update(JSON.stringify(asked)).digest("hex")}`,
    actor: context.get("actor"),
    traceId: context.get("traceId"),
  };
}
