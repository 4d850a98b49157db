import { createRoute, z } from "@hono/zod-openapi";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import { freezeOf, type SpanSource } from "../../domain/freeze-of.ts";
import { guarded } from "../access/guarded.ts";
import { inEnvironment } from "../access/needs.ts";
import { locationOf, setLocation } from "../http/answer-accepted.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { ifMatchGeneration } from "../http/if-match.ts";
import { ProjectAndName } from "../http/names.ts";

const route = createRoute({
  operationId: "deleteEnvironment",
  method: "delete",
  path: "/v1/environments/{project}/{name}",
  request: {
    params: ProjectAndName,
    query: z.object({
      keep: z
        .enum(["true", "false"])
        .default("false")
        .describe("true: stop managing it and leave everything that runs."),
    }),
  },
  responses: {
    200: jsonAnswer<Accepted>("It is gone already."),
    202: jsonAnswer<Accepted>("Recorded; Location is the operation that deletes it."),
    ...problemAnswers(
      "NOT_FOUND",
      "ENVIRONMENT_PROTECTED",
      "ENVIRONMENT_FROZEN",
      "PRECONDITION_FAILED",
      "IDEMPOTENCY_KEY_REUSED",
      "REQUEST_INVALID",
    ),
  },
});

/** What the route needs. */
interface DeleteDeps {
  readonly store: Pick<
    Store,
    "acceptDelete" | "placeOfEnvironment" | "findAnswer" | "getEnvironment" | "listFreezeWindows"
  >;
  readonly calendar: SpanSource;
}

/**
 * Refuses to delete in a freeze: accepted, it would stop what runs at once, and be carried out only at the freeze's end.
 * @throws OrchestratorError `ENVIRONMENT_FROZEN`
 */
async function refuseFrozen(
  { store, calendar }: DeleteDeps,
  { project, name }: { readonly project: string; readonly name: string },
): Promise<void> {
  const environment = await store.getEnvironment(name, project);
  if (environment === undefined || environment.phase === "Deleting") return;
  const { items } = await store.listFreezeWindows({ project, limit: 500 });
  const { reasons } = freezeOf(
    calendar,
    { freezeWindows: items.map(({ document }) => document) },
    { environment: { project, name, class: environment.document.spec.class }, nowMs: Date.now() },
  );
  const [reason] = reasons;
  if (reason === undefined) return;
  throw new OrchestratorError("ENVIRONMENT_FROZEN", `environment "${name}" is not deleted in a freeze: ${reason}`, {
    details: { project, environment: name },
  });
}

/** Deletes an environment, or stops managing it. Asked twice, the second joins the first. */
export const deleteEnvironmentRoute = ({ store, calendar }: DeleteDeps) =>
  guarded(
    route,
    inEnvironment("delete", store, (context) => context.req.valid("param")),
    async (context, { target: { project, environment } }) => {
      const ifGeneration = ifMatchGeneration(context);
      const request = identifyRequest(context);
      // A repeat gets its first answer, also where the same would be refused now.
      if ((await store.findAnswer(request)) === undefined)
        await refuseFrozen({ store, calendar }, { project, name: environment });
      const accepted = await store.acceptDelete(request, {
        project,
        environment,
        keep: context.req.valid("query").keep === "true",
        ...(ifGeneration === undefined ? {} : { ifGeneration }),
      });
      setLocation(context, accepted);
      return locationOf(accepted) === undefined ? context.json(accepted, 200) : context.json(accepted, 202);
    },
  );
