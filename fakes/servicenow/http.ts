import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { z } from "zod";
import type { Person } from "./directory.ts";
import { refusal, refusalBody } from "./refusal.ts";
import type { Refusal } from "./refusal.ts";

/** What the routes see of Node's server, and who calls. */
export interface HttpEnvironment {
  readonly Bindings: HttpBindings;
  readonly Variables: {
    readonly person: Person;
    /** Kind of the fault that hit this call. */
    readonly fault?: string;
  };
}

/** Answers a refusal. */
export function refuse(context: Context<HttpEnvironment>, refused: Refusal): Response {
  return context.json(refusalBody(refused), refused.status as ContentfulStatusCode);
}

/** The JSON object of a body; a refusal when there is none. */
export async function readObject(
  context: Context<HttpEnvironment>,
): Promise<Readonly<Record<string, unknown>> | Refusal> {
  const text = await context.req.text();
  const value = parseJson(text === "" ? "{}" : text);
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  if (isObject) return Object.fromEntries(Object.entries(value));
  return refusal(400, "Exception while reading request", "The payload is not valid JSON.");
}

/** The parsed value, or the refusal that names what is wrong with it. */
export function parseOrRefuse<T>(schema: z.ZodType<T>, value: unknown): { readonly value: T } | Refusal {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { value: parsed.data };
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`);
  return refusal(400, "Invalid request", problems.join("; "));
}

/** Fires when the client went away. */
export function clientGone(context: Context<HttpEnvironment>): AbortSignal {
  const gone = new AbortController();
  context.env.outgoing.once("close", () => gone.abort());
  return gone.signal;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
