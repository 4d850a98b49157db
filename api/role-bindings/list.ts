import { createRoute } from "@hono/zod-openapi";
import type { BindingView, StoreOfPeople } from "../../adapters/store/people-port.ts";
import type { Listed } from "../../adapters/store/views-port.ts";
import { guarded } from "../access/guarded.ts";
import { needOfOrganisation, needOfProject } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { pageOf, ProjectPageQuery } from "../http/page-query.ts";

const route = createRoute({
  operationId: "listRoleBindings",
  method: "get",
  path: "/v1/role-bindings",
  request: { query: ProjectPageQuery },
  responses: {
    200: jsonAnswer<Listed<BindingView>>("A page of who has which role where, oldest first."),
    ...problemAnswers("NOT_FOUND", "REQUEST_INVALID"),
  },
});

/** Lists roles: of one project for who administers it, else all. */
export const listRoleBindingsRoute = (store: Pick<StoreOfPeople, "listBindings">) =>
  guarded(
    route,
    {
      action: "administer",
      on: "any",
      find: (context) => {
        const { project } = context.req.valid("query");
        const need = project === undefined ? needOfOrganisation("administer") : needOfProject("administer", project);
        return { needs: [need], target: project === undefined ? {} : { project } };
      },
    },
    async (context, { target, access }) =>
      context.json(await store.listBindings({ ...pageOf(context.req.valid("query"), access.visible), ...target }), 200),
  );
