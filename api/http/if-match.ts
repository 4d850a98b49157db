import { OrchestratorError } from "../../domain/errors.ts";
import type { ApiContext } from "./api-env.ts";

/**
 * Generation that `If-Match: "<generation>"` asks for; undefined where the header is absent or `*`.
 * @throws OrchestratorError `REQUEST_INVALID`
 */
export function ifMatchGeneration(context: ApiContext): number | undefined {
  const header = context.req.header("if-match");
  if (header === undefined || header === "*") return undefined;
  const generation = /^"(\d{1,15})"$/.exec(header)?.[1];
  if (generation === undefined) {
    throw new OrchestratorError(
      "REQUEST_INVALID",
      'the header "If-Match" must be a generation in double quotes, as an ETag gave it: "3"',
    );
  }
  return Number(generation);
}
