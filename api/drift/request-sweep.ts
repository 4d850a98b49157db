import { createRoute, z } from "@hono/zod-openapi";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import type { EnvironmentView } from "../../adapters/store/views-port.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import { type LabelSelector, parseLabelSelector } from "../../domain/label-selector.ts";
import { type Asked, guarded } from "../access/guarded.ts";
import { findPlace, needOfEnvironment } from "../access/needs.ts";
import type { RequestAccess } from "../access/request-access.ts";
import { findEnvironment } from "../environments/find-environment.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { PathName } from "../http/names.ts";
import { takeSmallBody } from "../http/take-body.ts";

const Wish = z.strictObject({
  project: PathName.optional().describe("Only of this project; of every one that you may see where it is absent."),
  environment: PathName.optional().describe("Only this environment; its project is needed, too."),
  selector: z.string().max(500).optional().describe("Only environments with these labels: team=shop,tier!=demo."),
});

const route = createRoute({
  operationId: "requestSweep",
  method: "post",
  path: "/v1/sweeps",
  middleware: [takeSmallBody] as const,
  request: { body: { required: true, content: { "application/json": { schema: Wish } } } },
  responses: {
    202: jsonAnswer<Accepted>("Recorded; the results name the sweeps."),
    ...problemAnswers(
      "NOT_FOUND",
      "IDEMPOTENCY_KEY_REUSED",
      "REQUEST_INVALID",
      "MEDIA_TYPE_UNSUPPORTED",
      "BODY_TOO_LARGE",
    ),
  },
});

type StoreOfSweeps = Pick<Store, "placeOfEnvironment" | "getEnvironment" | "listEnvironments" | "requestSweep">;

/** Asks for sweeps of the places of some environments now. All of them have to be allowed: none is left out silently. */
export const requestSweepRoute = (store: StoreOfSweeps) =>
  guarded(
    route,
    {
      action: "promote",
      on: "environment",
      find: async (context, access): Promise<Asked<SweepTarget>> => {
        const wish = context.req.valid("json");
        if (wish.environment !== undefined) {
          if (wish.selector !== undefined)
            throw new OrchestratorError(
              "REQUEST_INVALID",
              "body/selector: name an environment, or its labels, not both",
            );
          const place = await findPlace(store, { project: projectOf(wish), name: wish.environment });
          return { needs: [needOfEnvironment("promote", place)], target: { wish, found: undefined } };
        }
        const found = await select(store, wish, access);
        const needs = found.map(({ document: { metadata, spec } }) =>
          needOfEnvironment("promote", { project: metadata.project, environment: metadata.name, class: spec.class }),
        );
        return { needs, target: { wish, found } };
      },
    },
    async (context, { target: { wish, found } }) => {
      const { environment: name = "" } = wish;
      const environments = found ?? [await findEnvironment(store, { project: projectOf(wish), name })];
      const uids = environments.map(({ uid }) => uid);
      return context.json(await store.requestSweep(identifyRequest(context, JSON.stringify(wish)), uids), 202);
    },
  );

type SweepWish = z.output<typeof Wish>;

interface SweepTarget {
  readonly wish: SweepWish;
  /** What a selector has found; undefined where an environment was named. */
  readonly found: readonly EnvironmentView[] | undefined;
}

/** @throws OrchestratorError `REQUEST_INVALID` for an environment without its project */
function projectOf({ project }: SweepWish): string {
  if (project !== undefined) return project;
  throw new OrchestratorError("REQUEST_INVALID", "body/project: an environment is named together with its project");
}

/** @throws OrchestratorError `REQUEST_INVALID` for a selector that cannot be read, `NOT_FOUND` where nothing fits */
async function select(
  store: Pick<Store, "listEnvironments">,
  { project, selector = "" }: SweepWish,
  { visible }: RequestAccess,
): Promise<readonly EnvironmentView[]> {
  const matches = readSelector(selector);
  const found: EnvironmentView[] = [];
  let next: string | undefined;
  do {
    const page = await store.listEnvironments({
      limit: 500,
      visible,
      ...(project === undefined ? {} : { project }),
      ...(next === undefined ? {} : { continue: next }),
    });
    found.push(...page.items.filter(({ document }) => matches(document.metadata.labels)));
    next = page.continue;
  } while (next !== undefined);
  if (found.length > 0) return found;
  const where = project === undefined ? "" : ` in project ${JSON.stringify(project)}`;
  const what = selector === "" ? "" : ` with the labels ${JSON.stringify(selector)}`;
  throw new OrchestratorError("NOT_FOUND", `there is no environment${what}${where}`);
}

function readSelector(text: string): LabelSelector {
  const parsed = parseLabelSelector(text);
  if (parsed.isSound) return parsed.matches;
  throw new OrchestratorError("REQUEST_INVALID", `body/selector: ${parsed.problem}`);
}
