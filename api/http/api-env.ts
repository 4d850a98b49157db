import type { Context } from "hono";
import type { Actor } from "../../adapters/store/views-port.ts";
import type { Principal } from "../../domain/schema/access.ts";
import type { RequestAccess } from "../access/request-access.ts";

/** What every request carries once it has passed the middlewares of the app. */
export interface ApiEnv {
  readonly Variables: {
    /** 32 hexadecimal digits, from `traceparent` or made here. */
    traceId: string;
    /** Who asks; set under /v1 only. */
    principal: Principal;
    /** The same, as the record names them; set under /v1 only. */
    actor: Actor;
    /** What they may do; set under /v1 only. */
    access: RequestAccess;
    /** From `Idempotency-Key` or made here; set for POST, PUT and DELETE under /v1 only. */
    idempotencyKey: string;
  };
}

/** A request being answered. */
export type ApiContext = Context<ApiEnv>;
