import type { Context, MiddlewareHandler } from "hono";
import type { Person } from "./directory.ts";
import { refuse } from "./http.ts";
import type { HttpEnvironment } from "./http.ts";
import { notAuthenticated } from "./inject-faults.ts";
import { refusal } from "./refusal.ts";
import type { Refusal } from "./refusal.ts";
import type { ServiceNow } from "./start-servicenow.ts";

/** Lets calls through that say who they are and what they speak. */
export function requireLogin(serviceNow: ServiceNow): MiddlewareHandler<HttpEnvironment> {
  return async (context, next) => {
    const person = personOf(serviceNow, context.req.header("authorization") ?? "");
    if (person === undefined) {
      context.header("www-authenticate", 'BASIC realm="Service-now"');
      return refuse(context, notAuthenticated());
    }
    const refused = refuseHeaders(context);
    if (refused !== undefined) return refuse(context, refused);
    context.set("person", person);
    return await next();
  };
}

function personOf({ directory, tokens, credentials }: ServiceNow, authorization: string): Person | undefined {
  const [scheme = "", value = ""] = authorization.split(" ");
  if (scheme.toLowerCase() === "bearer") return directory.person(tokens.userOf(value) ?? "");
  if (scheme.toLowerCase() !== "basic") return undefined;
  const decoded = Buffer.from(value, "base64").toString();
  const colon = decoded.indexOf(":");
  // All people have the password of the integration account.
  if (decoded.slice(colon + 1) !== credentials.password) return undefined;
  return directory.person(decoded.slice(0, colon));
}

function refuseHeaders(context: Context<HttpEnvironment>): Refusal | undefined {
  const accept = context.req.header("accept");
  if (accept === undefined) return refusal(400, "Bad Request", "The header Accept is missing");
  if (!/application\/json|\*\/\*/.test(accept)) return refusal(406, "Not Acceptable", `Cannot answer with ${accept}`);
  if (context.req.method === "GET" || context.req.method === "DELETE") return undefined;
  const type = context.req.header("content-type");
  if (type === undefined) return refusal(400, "Bad Request", "The header Content-Type is missing");
  if (type.startsWith("application/json")) return undefined;
  return refusal(415, "Unsupported Media Type", `Cannot read ${type}`);
}
