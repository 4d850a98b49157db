import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import type { z } from "zod";
import { isObject, parseJson } from "./json.ts";
import type { JsonObject } from "./json.ts";
import { ControlRefused } from "./refused.ts";

/** What the routes see of a call. */
export interface HttpEnvironment {
  readonly Bindings: HttpBindings;
  readonly Variables: {
    /** Kind of the fault that will hide the answer; absent when none will. */
    fault: string | undefined;
  };
}

/** The fields of a form, a JSON body or a query; none when there is no object in it. */
export async function readFields(context: Context<HttpEnvironment>): Promise<JsonObject> {
  const text = context.req.method === "GET" ? "" : await context.req.text();
  const query = context.req.query();
  // curl calls every body a form.
  const isForm = !text.startsWith("{");
  if (isForm) return { ...query, ...Object.fromEntries(new URLSearchParams(text)) };
  const value = parseJson(text);
  return isObject(value) ? { ...query, ...value } : query;
}

/** The JSON body of a control call, parsed; an empty one is an object without fields. */
export async function readBody<T>(context: Context<HttpEnvironment>, schema: z.ZodType<T>): Promise<T> {
  const text = await context.req.text();
  const value = text === "" ? {} : parseJson(text);
  if (value === undefined) throw new ControlRefused(400, "The body is no JSON.");
  return parse(schema, value);
}

/**
 * The parsed value.
 *
 * @throws ControlRefused which names what is wrong, by path.
 */
export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`);
  throw new ControlRefused(400, problems.join("; "));
}

/** Fires when the client went away. */
export function clientGone(context: Context<HttpEnvironment>): AbortSignal {
  const gone = new AbortController();
  context.env.outgoing.once("close", () => gone.abort());
  return gone.signal;
}
