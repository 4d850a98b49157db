import { createRoute } from "@hono/zod-openapi";
import type { Principal } from "../../domain/schema/access.ts";
import { guarded } from "../access/guarded.ts";
import { forEverybody } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";

const route = createRoute({
  operationId: "whoAmI",
  method: "get",
  path: "/v1/auth/whoami",
  responses: {
    200: jsonAnswer<Principal>(
      "Who the token stands for, their groups, and the roles that they have by themselves and by these.",
    ),
    ...problemAnswers(),
  },
});

/** Says who asks. */
export const whoAmIRoute = () =>
  guarded(route, forEverybody("everybody may know who they are"), (context, { access }) =>
    context.json(access.principal, 200),
  );
