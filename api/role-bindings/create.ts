import { createRoute, z } from "@hono/zod-openapi";
import type { HolderName, StoreOfPeople } from "../../adapters/store/people-port.ts";
import type { StoreOfPlaces } from "../../adapters/store/places-port.ts";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import { ROLES } from "../../domain/schema/access.ts";
import { EnvironmentClass, Name } from "../../domain/schema/documents.ts";
import { guarded } from "../access/guarded.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { PathName } from "../http/names.ts";
import { takeSmallBody } from "../http/take-body.ts";
import { needOfGrant } from "./need-of-grant.ts";

const NewBinding = z.strictObject({
  role: z.enum(ROLES),
  person: PathName.optional().describe("Who gets it, by name: one of person, group and service."),
  group: PathName.optional(),
  service: PathName.optional(),
  project: Name.optional().describe("Absent: in every project."),
  class: EnvironmentClass.optional().describe("Only in environments of this class."),
  environment: Name.optional().describe("Only in this environment of the project."),
});
const route = createRoute({
  operationId: "bindRole",
  method: "post",
  path: "/v1/role-bindings",
  middleware: [takeSmallBody] as const,
  request: { body: { required: true, content: { "application/json": { schema: NewBinding } } } },
  responses: {
    200: jsonAnswer<Accepted>("They have the role; the result's name is the binding's id."),
    ...problemAnswers(
      "NOT_FOUND",
      "IDEMPOTENCY_KEY_REUSED",
      "REQUEST_INVALID",
      "MEDIA_TYPE_UNSUPPORTED",
      "BODY_TOO_LARGE",
    ),
  },
});

/** Gives somebody a role. Who administers a project does so there, and nowhere else. */
export const bindRoleRoute = (store: Pick<StoreOfPeople, "acceptBind"> & Pick<StoreOfPlaces, "placeOfEnvironment">) =>
  guarded(
    route,
    {
      action: "administer",
      on: "any",
      find: async (context) => {
        const { person, group, service, ...grant } = context.req.valid("json");
        if (grant.environment !== undefined && (grant.project === undefined || grant.class !== undefined))
          throw new OrchestratorError("REQUEST_INVALID", "body/environment: it comes with its project, and no class");
        const binding = { ...grant, holder: holderOf({ person, group, service }) };
        return { needs: [await needOfGrant(store, grant)], target: binding };
      },
    },
    async (context, { target: { project, class: environmentClass, environment, ...binding } }) => {
      const request = identifyRequest(context, JSON.stringify(context.req.valid("json")));
      const accepted = await store.acceptBind(request, {
        ...binding,
        ...(project === undefined ? {} : { project }),
        ...(environmentClass === undefined ? {} : { class: environmentClass }),
        ...(environment === undefined ? {} : { environment }),
      });
      return context.json(accepted, 200);
    },
  );

/** @throws OrchestratorError `REQUEST_INVALID` where nobody, or several, are named */
function holderOf(names: Readonly<Record<HolderName["kind"], string | undefined>>): HolderName {
  const holders = (["person", "group", "service"] as const).flatMap((kind): HolderName[] => {
    const name = names[kind];
    return name === undefined ? [] : [{ kind, name }];
  });
  const [holder] = holders;
  if (holder !== undefined && holders.length === 1) return holder;
  throw new OrchestratorError("REQUEST_INVALID", "body: name one of person, group and service");
}
