import { OpenAPIHono } from "@hono/zod-openapi";
import type { StoreOfApi } from "../adapters/store/port.ts";
import type { ApiEnv } from "./http/api-env.ts";
import { canIRoute } from "./auth/can-i.ts";
import { whoAmIRoute } from "./auth/whoami.ts";
import { addGroupMemberRoute } from "./groups/add-member.ts";
import { createGroupRoute } from "./groups/create.ts";
import { deleteGroupRoute } from "./groups/delete.ts";
import { listGroupsRoute } from "./groups/list.ts";
import { removeGroupMemberRoute } from "./groups/remove-member.ts";
import { activatePersonRoute } from "./people/activate.ts";
import { createPersonRoute } from "./people/create.ts";
import { deactivatePersonRoute } from "./people/deactivate.ts";
import { linkIdentityRoute } from "./people/link.ts";
import { listPersonsRoute } from "./people/list.ts";
import { renamePersonRoute } from "./people/rename.ts";
import { unlinkIdentityRoute } from "./people/unlink.ts";
import { listRefusalsRoute } from "./refusals/list.ts";
import { bindRoleRoute } from "./role-bindings/create.ts";
import { unbindRoleRoute } from "./role-bindings/delete.ts";
import { listRoleBindingsRoute } from "./role-bindings/list.ts";
import { activateServiceRoute } from "./services/activate.ts";
import { createServiceRoute } from "./services/create.ts";
import { deactivateServiceRoute } from "./services/deactivate.ts";
import { listServicesRoute } from "./services/list.ts";
import { createTokenRoute } from "./tokens/create.ts";
import { listTokensRoute } from "./tokens/list.ts";
import { revokeTokenRoute } from "./tokens/revoke.ts";

/** Everything about who somebody is and what they may do. */
export function peopleRoutes(store: StoreOfApi): OpenAPIHono<ApiEnv> {
  return new OpenAPIHono<ApiEnv>()
    .route("/", whoAmIRoute())
    .route("/", canIRoute(store))
    .route("/", createTokenRoute(store))
    .route("/", listTokensRoute(store))
    .route("/", revokeTokenRoute(store))
    .route("/", listPersonsRoute(store))
    .route("/", createPersonRoute(store))
    .route("/", renamePersonRoute(store))
    .route("/", activatePersonRoute(store))
    .route("/", deactivatePersonRoute(store))
    .route("/", linkIdentityRoute(store))
    .route("/", unlinkIdentityRoute(store))
    .route("/", listGroupsRoute(store))
    .route("/", createGroupRoute(store))
    .route("/", deleteGroupRoute(store))
    .route("/", addGroupMemberRoute(store))
    .route("/", removeGroupMemberRoute(store))
    .route("/", listServicesRoute(store))
    .route("/", createServiceRoute(store))
    .route("/", activateServiceRoute(store))
    .route("/", deactivateServiceRoute(store))
    .route("/", listRoleBindingsRoute(store))
    .route("/", bindRoleRoute(store))
    .route("/", unbindRoleRoute(store))
    .route("/", listRefusalsRoute(store));
}
