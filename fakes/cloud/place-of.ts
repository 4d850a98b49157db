import type { Context } from "hono";
import type { HttpEnvironment } from "./answers.ts";
import type { Place } from "./resource.ts";

/** Account and region that a call names by its headers `x-account` and `x-region`; each is absent where it names none. */
export function placeOf(context: Context<HttpEnvironment>): Partial<Place> {
  const account = context.req.header("x-account");
  const region = context.req.header("x-region");
  return { ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }) };
}
