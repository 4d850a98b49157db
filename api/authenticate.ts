import { createHash, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import type { Actor } from "../adapters/store/views-port.ts";
import { OrchestratorError } from "../domain/errors.ts";
import type { ApiEnv } from "./http/api-env.ts";

const BEARER = /^bearer +([^\s]+)$/i;
/** The one token stands for whoever holds it; the record says so and names no person. */
const TOKEN_HOLDER: Actor = { kind: "token", name: "local" };

/** Lets pass who sends the token as `Authorization: Bearer …`. Others get `UNAUTHENTICATED`, whatever they ask for. */
export function authenticate(token: string): MiddlewareHandler<ApiEnv> {
  const expected = sha256(token);
  return async (context, next) => {
    const header = context.req.header("authorization");
    if (header === undefined) throw new OrchestratorError("UNAUTHENTICATED", "the request has no Authorization header");
    const sent = BEARER.exec(header)?.[1];
    if (sent === undefined)
      throw new OrchestratorError("UNAUTHENTICATED", 'the Authorization header is not "Bearer TOKEN"');
    // Digests have one length, so that neither time nor an exception tells how much of the token was right.
    if (!timingSafeEqual(sha256(sent), expected))
      throw new OrchestratorError("UNAUTHENTICATED", "the token is not this server's");
    context.set("actor", TOKEN_HOLDER);
    await next();
  };
}

const sha256 = (text: string): Buffer => createHash("sha256").update(text).digest();
