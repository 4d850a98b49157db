import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { z } from "zod";
import { refusal } from "./refusal.ts";
import type { Answer } from "./truth-log.ts";

/** What the routes see of Node's server. */
export interface HttpEnvironment {
  readonly Bindings: HttpBindings;
}

/** Sends an answer as JSON. */
export function send(context: Context<HttpEnvironment>, { status, body }: Answer): Response {
  return context.json(body, status as ContentfulStatusCode);
}

/** The parsed value, or the refusal that names what is wrong with it. */
export function parseOrRefuse<T>(
  schema: z.ZodType<T>,
  value: unknown,
): { readonly value: T } | { readonly refused: Answer } {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { value: parsed.data };
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`);
  return { refused: refusal("REQUEST_INVALID", problems.join("; ")) };
}

/** The JSON body, or undefined when there is none that parses: no schema accepts that. */
export async function readBody(context: Context<HttpEnvironment>): Promise<unknown> {
  return await context.req.json<unknown>().catch((error: unknown) => {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  });
}

/** Fires when the client went away. */
export function clientGone(context: Context<HttpEnvironment>): AbortSignal {
  const gone = new AbortController();
  context.env.outgoing.once("close", () => gone.abort());
  return gone.signal;
}
