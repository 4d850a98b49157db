import { createRoute, z } from "@hono/zod-openapi";
import type { Store } from "../../adapters/store/port.ts";
import { type ComponentDrift, explainComponent } from "../../domain/drift/explain-component.ts";
import type { EnvironmentStanding } from "../../domain/drift/next-of-finding.ts";
import type { SpanSource } from "../../domain/freeze-of.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import type { EnvironmentClass } from "../../domain/schema/documents.ts";
import type { FindingView } from "../../domain/schema/drift.ts";
import { guarded } from "../access/guarded.ts";
import { inEnvironment } from "../access/needs.ts";
import { findEnvironment } from "../environments/find-environment.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { PathName, ProjectAndName } from "../http/names.ts";
import { readStanding } from "./read-standing.ts";

/** What drift of an environment leads to, component by component. */
export interface DriftExplanation {
  readonly project: string;
  readonly environment: string;
  readonly class: EnvironmentClass;
  /** What holds it back at the moment. */
  readonly standing: EnvironmentStanding;
  readonly components: readonly ComponentDrift[];
}

const route = createRoute({
  operationId: "explainDrift",
  method: "get",
  path: "/v1/environments/{project}/{name}/drift",
  request: {
    params: ProjectAndName,
    query: z.object({ component: PathName.optional().describe("Only of this component.") }),
  },
  responses: {
    200: jsonAnswer<DriftExplanation>("Which rules decide for its components, what differs, what happens and when."),
    ...problemAnswers("NOT_FOUND", "REQUEST_INVALID"),
  },
});

/** What the route needs. */
export interface ExplainDriftDeps {
  readonly store: Pick<
    Store,
    "placeOfEnvironment" | "getEnvironment" | "listComponents" | "listFindings" | "listFreezeWindows" | "reactionGround"
  >;
  readonly calendar: SpanSource;
}

/** Explains what drift of an environment leads to. */
export const explainDriftRoute = (deps: ExplainDriftDeps) =>
  guarded(
    route,
    inEnvironment("view", deps.store, (context) => context.req.valid("param")),
    async (context, { target: place, access: { visible } }) => {
      const { store } = deps;
      const { project, environment: name } = place;
      const { component: only } = context.req.valid("query");
      const environment = await findEnvironment(store, { project, name });
      const names = (await store.listComponents(environment.uid)).map((component) => component.name);
      if (only !== undefined && !names.includes(only)) throw unknownComponent(only, names);
      const standing = await readStanding(deps, place, Date.now());
      const findings = await openFindings(store, { project, environment: name, visible });
      const components: ComponentDrift[] = [];
      for (const component of only === undefined ? names : [only]) {
        const ground = await store.reactionGround(project, name, component);
        if (ground === undefined) continue; // It went away meanwhile.
        const finding = findings.find((one) => one.component === component);
        components.push(explainComponent(ground, { standing, ...(finding === undefined ? {} : { finding }) }));
      }
      const explanation: DriftExplanation = { project, environment: name, class: place.class, standing, components };
      return context.json(explanation, 200);
    },
  );

async function openFindings(
  store: Pick<Store, "listFindings">,
  query: Pick<Parameters<Store["listFindings"]>[0], "project" | "environment" | "visible">,
): Promise<readonly FindingView[]> {
  const found: FindingView[] = [];
  let page = await store.listFindings({ ...query, limit: 500 });
  found.push(...page.items);
  while (page.continue !== undefined) {
    page = await store.listFindings({ ...query, limit: 500, continue: page.continue });
    found.push(...page.items);
  }
  return found;
}

function unknownComponent(name: string, names: readonly string[]): OrchestratorError {
  const has = names.length === 0 ? "it has none yet" : `it has ${names.slice(0, 50).join(", ")}`;
  return new OrchestratorError("NOT_FOUND", `the environment has no component ${JSON.stringify(name)}; ${has}`);
}
