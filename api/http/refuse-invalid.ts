import type { Hook } from "@hono/zod-openapi";
import { OrchestratorError } from "../../domain/errors.ts";
import type { ApiEnv } from "./api-env.ts";

const PLACES: Readonly<Record<string, string>> = { json: "body", param: "path", query: "query", header: "headers" };

/** Turns what a route's schemas refuse into `REQUEST_INVALID`; the message names the place, never the value. */
export const refuseInvalid: Hook<unknown, ApiEnv, string, unknown> = (result) => {
  if (result.success) return undefined;
  const place = PLACES[result.target] ?? result.target;
  const problems = result.error.issues.map((issue) => `${[place, ...issue.path].join("/")}: ${issue.message}`);
  throw new OrchestratorError("REQUEST_INVALID", problems.join("; "), { details: { problems } });
};
