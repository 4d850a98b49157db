import { createRoute, z } from "@hono/zod-openapi";
import type { Store } from "../../adapters/store/port.ts";
import type { Listed } from "../../adapters/store/views-port.ts";
import { APPROVAL_STATUSES, type ApprovalView } from "../../domain/schema/approval.ts";
import { guarded } from "../access/guarded.ts";
import { visibleOnly } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { PathName } from "../http/names.ts";
import { pageOf, ProjectPageQuery } from "../http/page-query.ts";

const route = createRoute({
  operationId: "listApprovals",
  method: "get",
  path: "/v1/approvals",
  request: {
    query: ProjectPageQuery.extend({
      environment: PathName.optional().describe("Only of this environment, by name."),
      promotion: PathName.optional().describe("Only of this promotion."),
      status: z.enum(APPROVAL_STATUSES).optional().describe("Only those that stand so."),
    }),
  },
  responses: {
    200: jsonAnswer<Listed<ApprovalView>>("A page of approvals, newest first."),
    ...problemAnswers("REQUEST_INVALID"),
  },
});

/** Lists approvals, also those that are decided. */
export const listApprovalsRoute = (store: Pick<Store, "listApprovals">) =>
  guarded(route, visibleOnly, async (context, { access }) => {
    const { project, environment, promotion, status, ...query } = context.req.valid("query");
    const filter = {
      ...(project === undefined ? {} : { project }),
      ...(environment === undefined ? {} : { environment }),
      ...(promotion === undefined ? {} : { promotionId: promotion }),
      ...(status === undefined ? {} : { status }),
    };
    return context.json(await store.listApprovals({ ...filter, ...pageOf(query, access.visible) }), 200);
  });
