import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import { Refused } from "./refused.ts";

/** What the routes see of Node's server. */
export interface HttpEnvironment {
  readonly Bindings: HttpBindings;
}

/** Path and query of a request as they were sent, nothing decoded. */
export function rawTarget(context: Context<HttpEnvironment>): {
  readonly path: string;
  readonly query: URLSearchParams;
} {
  const target = context.req.raw.url.replace(/^[a-z]+:\/\/[^/]*/, "");
  const [path = "", query = ""] = target.split("?", 2);
  return { path, query: new URLSearchParams(query) };
}

/** The JSON object of a body; empty for none. @throws Refused for anything else. */
export async function readObject(context: Context<HttpEnvironment>): Promise<Record<string, unknown>> {
  const text = await context.req.text();
  if (text === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new Refused("SerializationException", "The body is not a JSON object.");
}
