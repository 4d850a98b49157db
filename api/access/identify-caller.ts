import type { MiddlewareHandler } from "hono";
import type { Authorization } from "../../adapters/authorization/port.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import type { Principal } from "../../domain/schema/access.ts";
import { actorOf, type Authenticate } from "../authenticate.ts";
import type { ApiContext, ApiEnv } from "../http/api-env.ts";
import type { RefusalRecord } from "./record-refusals.ts";
import { accessOf, type Refused, type RequestAccess } from "./request-access.ts";

const PATH_MAX = 200;

/** What finding out about a caller needs. */
export interface CallerDeps {
  readonly authenticate: Authenticate;
  readonly authorization: Authorization;
  readonly refusals: RefusalRecord;
}

/** Lets pass who can be told by their token, and gives the request who they are and what they may do. */
export function identifyCaller(deps: CallerDeps): MiddlewareHandler<ApiEnv> {
  return async (context, next) => {
    const principal = await authenticated(deps, context);
    context.set("principal", principal);
    context.set("actor", actorOf(principal));
    context.set("access", callerAccess(deps, context, principal));
    await next();
  };
}

async function authenticated({ authenticate, refusals }: CallerDeps, context: ApiContext): Promise<Principal> {
  try {
    return await authenticate(context.req.header("authorization"));
  } catch (error) {
    if (error instanceof OrchestratorError && error.code === "UNAUTHENTICATED") {
      const { method, path } = context.req;
      refusals.note({
        action: "authenticate",
        resource: { kind: "route", method, path: path.slice(0, PATH_MAX) },
        code: error.code,
        reason: error.message,
        via: "api",
        traceId: context.get("traceId"),
      });
    }
    throw error;
  }
}

function callerAccess(deps: CallerDeps, context: ApiContext, principal: Principal): RequestAccess {
  const { authenticate, authorization, refusals } = deps;
  const authorizationHeader = context.req.header("authorization");
  const traceId = context.get("traceId");
  return accessOf(principal, {
    authorization,
    async again() {
      try {
        return callerAccess(deps, context, await authenticate(authorizationHeader));
      } catch (error) {
        if (error instanceof OrchestratorError && error.code === "UNAUTHENTICATED") return undefined;
        throw error;
      }
    },
    onRefused({ need, answer }: Refused) {
      const { action, resource } = need;
      const code = answer instanceof OrchestratorError ? answer.code : "INTERNAL";
      const actor = actorOf(principal);
      refusals.note({ actor, action, resource, code, reason: answer.message, via: "api", traceId });
    },
  });
}
