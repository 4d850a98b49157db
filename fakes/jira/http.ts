import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { z } from "zod";
import type { Call } from "./commit-effect.ts";
import { fieldsRefused, refused } from "./refused.ts";
import type { Answer } from "./refused.ts";
import type { User } from "./user.ts";

/** What the routes see of a call. */
export interface HttpEnvironment {
  readonly Bindings: HttpBindings;
  readonly Variables: {
    /** The account that calls; set behind `authenticate` only. */
    user: User;
    /** Kind of the fault that will hide the answer; absent when none will. */
    fault: string | undefined;
  };
}

/** The site's own address, as its clients see it. */
export function baseOf(context: Context<HttpEnvironment>): string {
  return new URL(context.req.url).origin;
}

/** Sends an answer as JSON. */
export function send(context: Context<HttpEnvironment>, { status, body }: Answer): Response {
  return context.json(body, status as ContentfulStatusCode);
}

/** The call of the account that was authenticated. */
export function callOf(context: Context<HttpEnvironment>): Call {
  const { user, fault } = context.var;
  const call = { actor: user.email, cause: "api" } as const;
  return fault === undefined ? call : { ...call, fault };
}

/** The JSON body, parsed. */
export async function readBody<T>(context: Context<HttpEnvironment>, schema: z.ZodType<T>): Promise<T> {
  return parse(schema, await readJson(context));
}

/** The JSON body. */
export async function readJson(context: Context<HttpEnvironment>): Promise<unknown> {
  return await context.req.json<unknown>().catch((error: unknown) => {
    if (error instanceof SyntaxError) throw refused(400, "There was an error parsing JSON. Check that it is valid.");
    throw error;
  });
}

/**
 * The parsed value.
 *
 * @throws Refused which names what is wrong, by path.
 */
export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => [path.join(".") || "body", message]);
  throw fieldsRefused(Object.fromEntries(problems));
}

/** A query parameter as a number of things, from 0 to `max`. */
export function countIn(text: string | undefined, { or, max }: { readonly or: number; readonly max: number }): number {
  const count = Number(text ?? or);
  return Number.isInteger(count) && count >= 0 ? Math.min(count, max) : or;
}
