import type { MiddlewareHandler } from "hono";
import type { HttpEnvironment } from "./http.ts";
import type { RequestLog } from "./request-log.ts";

/** Writes down every call with what it was answered. */
export function logRequests(requests: RequestLog): MiddlewareHandler<HttpEnvironment> {
  return async (context, next) => {
    const at = Date.now();
    const { pathname, search } = new URL(context.req.url);
    await next();
    const fault = context.get("fault");
    const isCut = context.env.outgoing.destroyed;
    requests.add({
      at,
      method: context.req.method,
      path: pathname + search,
      // Unset when the caller did not say who it is, whatever the type says.
      user: (context.get("person") as { userName: string } | undefined)?.userName ?? "",
      status: isCut ? 0 : context.res.status,
      ...(fault === undefined ? {} : { fault }),
    });
  };
}
