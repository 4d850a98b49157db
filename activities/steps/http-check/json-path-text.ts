import { z } from "zod";
import { parseJsonPath } from "../../../domain/json-path.ts";

/** A path to one value of a JSON text, as people write it; parsed to its parts. */
export const JsonPathText = z
  .string()
  .max(500)
  .transform((text, context) => {
    const parsed = parseJsonPath(text);
    if ("path" in parsed) return parsed.path;
    context.addIssue({ code: "custom", message: parsed.problem });
    return z.NEVER;
  });
