import { z } from "@hono/zod-openapi";
import type { Visible } from "../../domain/schema/access.ts";
import type { Page } from "../../adapters/store/views-port.ts";

/** Query of every list. */
export const PageQuery = z.object({
  limit: z
    .string()
    .regex(/^\d{1,4}$/, "a whole number from 1 to 500")
    .transform(Number)
    .pipe(z.int().min(1, "at least 1").max(500, "at most 500"))
    .default(100)
    .describe("Items at most, 1 to 500. Default 100."),
  continue: z.string().min(1).max(500).optional().describe("Where the last page ended, as its answer said."),
});

/** Query of a list that a project narrows. */
export const ProjectPageQuery = PageQuery.extend({
  project: z.string().min(1).max(63).optional().describe("Only this project's; every project's where it is absent."),
});

/** The page that a query asks for, of what its sender may see. */
export function pageOf(query: z.output<typeof PageQuery>, visible: Visible): Page {
  const page = { limit: query.limit, visible };
  return query.continue === undefined ? page : { ...page, continue: query.continue };
}
