import { createRoute, z } from "@hono/zod-openapi";
import type { FindingQuery } from "../../adapters/store/drift-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import type { Listed } from "../../adapters/store/views-port.ts";
import { FINDING_STATUSES, type FindingView } from "../../domain/schema/drift.ts";
import { guarded } from "../access/guarded.ts";
import { visibleOnly } from "../access/needs.ts";
import type { ApiContext } from "../http/api-env.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { PathName } from "../http/names.ts";
import { pageOf, ProjectPageQuery } from "../http/page-query.ts";
import { csvOfFindings } from "./csv-of-findings.ts";

const Statuses = z
  .string()
  .max(200)
  .transform((text) => text.split(","))
  .pipe(z.array(z.enum(["all", ...FINDING_STATUSES])));

const route = createRoute({
  operationId: "listFindings",
  method: "get",
  path: "/v1/findings",
  request: {
    query: ProjectPageQuery.extend({
      environment: PathName.optional().describe("Only of this environment, by name."),
      component: PathName.optional().describe("Only of this component, by name."),
      status: Statuses.optional().describe(
        "Only those that stand so, several with commas; all. Absent: those that are open.",
      ),
      format: z
        .enum(["json", "csv"])
        .optional()
        .describe("csv: every finding, a line for each field, whatever the page."),
    }),
  },
  responses: {
    200: {
      description: "A page of findings, newest first. With Accept: text/csv, all of them.",
      content: { ...jsonAnswer<Listed<FindingView>>("").content, "text/csv": { schema: { type: "string" } } },
    },
    ...problemAnswers("REQUEST_INVALID"),
  },
});

/** Lists findings of drift, or exports them. */
export const listFindingsRoute = (store: Pick<Store, "listFindings">) =>
  guarded(route, visibleOnly, async (context, { access }) => {
    const { project, environment, component, status, format, ...page } = context.req.valid("query");
    const query: FindingQuery = {
      ...(project === undefined ? {} : { project }),
      ...(environment === undefined ? {} : { environment }),
      ...(component === undefined ? {} : { component }),
      ...(status === undefined ? {} : { statuses: statusesOf(status) }),
      ...pageOf(page, access.visible),
    };
    if (!wantsCsv(context, format)) return context.json(await store.listFindings(query), 200);
    return context.body(await csvOfFindings(store, query), 200, {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="findings.csv"',
      "cache-control": "no-store",
    });
  });

const statusesOf = (given: z.output<typeof Statuses>) =>
  given.includes("all") ? FINDING_STATUSES : given.filter((status) => status !== "all");

function wantsCsv(context: ApiContext, format: "json" | "csv" | undefined): boolean {
  if (format !== undefined) return format === "csv";
  return context.req.header("accept")?.split(",")[0]?.split(";")[0]?.trim() === "text/csv";
}
