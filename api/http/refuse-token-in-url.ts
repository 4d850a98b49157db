import type { MiddlewareHandler } from "hono";
import { OrchestratorError } from "../../domain/errors.ts";
import type { ApiEnv } from "./api-env.ts";

const NAMES = new Set(["token", "access_token", "accesstoken", "api_key", "apikey", "auth", "authorization", "bearer"]);
/** Shaped as a token of ours, wherever it stands. */
const SHAPE = /hf[ps]?_[A-Za-z0-9_-]{20}/;

/** Refuses a request with a token in its address, right or wrong: addresses stand in logs, histories and referrers. */
export const refuseTokenInUrl: MiddlewareHandler<ApiEnv> = async (context, next) => {
  const { search, searchParams, pathname } = new URL(context.req.url);
  const parts = [...searchParams].flat();
  const isNamed = [...searchParams.keys()].some((name) => NAMES.has(name.toLowerCase()));
  if (isNamed || [search, pathname, ...parts].some((part) => SHAPE.test(part)))
    throw new OrchestratorError("TOKEN_IN_URL", "the address of the request holds a token, or what is called one");
  await next();
};
