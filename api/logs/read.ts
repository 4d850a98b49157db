import { createRoute, z } from "@hono/zod-openapi";
import type { Logs, SecretScope } from "../../adapters/logs/port.ts";
import type { ComponentView } from "../../adapters/store/views-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import { findEnvironment } from "../environments/find-environment.ts";
import { guarded } from "../access/guarded.ts";
import { inEnvironment, resourceOf } from "../access/needs.ts";
import { whileAllowed } from "../access/while-allowed.ts";
import { problemAnswers } from "../http/describe.ts";
import type { Log } from "../http/log.ts";
import { PathName } from "../http/names.ts";
import type { OpenStreams } from "../streams/open-streams.ts";
import { openAnswer, streamText } from "../streams/stream-text.ts";
import { followLines } from "./follow-lines.ts";

const route = createRoute({
  operationId: "readLogs",
  method: "get",
  path: "/v1/environments/{project}/{name}/components/{component}/logs",
  request: {
    params: z.object({ project: PathName, name: PathName, component: PathName }),
    query: z.object({
      tail: z
        .string()
        .regex(/^\d{1,5}$/, "a whole number from 0 to 10000")
        .transform(Number)
        .pipe(z.int().min(0).max(10_000, "at most 10000"))
        .default(100)
        .describe("Last lines at most, 0 to 10,000. Default 100."),
      follow: z
        .enum(["true", "false"])
        .default("false")
        .describe("true: keeps the answer open for what it writes from now on."),
    }),
  },
  responses: {
    200: { description: "Its lines, oldest first, as text/plain." },
    ...problemAnswers("NOT_FOUND", "REQUEST_INVALID"),
  },
});

/** What the route needs. */
export interface ReadLogsDeps {
  readonly store: Pick<Store, "placeOfEnvironment" | "getEnvironment" | "listComponents">;
  /** Logs in which no secret of the scope can be read. */
  readonly logsOf: (scope: SecretScope & { readonly cell: string }) => Logs;
  readonly streams: OpenStreams;
  readonly log: Log;
}

/** Reads what a component wrote, or follows it. */
export const readLogsRoute = (deps: ReadLogsDeps) =>
  guarded(
    route,
    inEnvironment("view", deps.store, (context) => context.req.valid("param")),
    async (context, { target: place, access }) => {
      const { component } = context.req.valid("param");
      const { project, environment: name } = place;
      const { tail, follow } = context.req.valid("query");
      const environment = await findEnvironment(deps.store, { project, name });
      const components = await deps.store.listComponents(environment.uid);
      const found = components.find((one) => one.name === component);
      if (found === undefined) throw unknownComponent(component, components);
      const { cell } = environment.document.spec;
      const logs = deps.logsOf({ project, cell, componentUids: components.map((one) => one.uid) });
      // A HEAD has nobody who reads on, and so nobody who ends it.
      if (follow === "false" || context.req.method === "HEAD") {
        const lines = await logs.tail(found.uid, tail);
        return context.text(lines.map((line) => `${line}\n`).join(""), 200);
      }
      const { signal, release } = deps.streams.open(context.req.raw.signal, access.principal);
      const traceId = context.get("traceId");
      const lines = followLines(logs, { componentUid: found.uid, tail }, signal);
      // It may have got another class since, in which not everybody may read it.
      const isAllowed = async () => {
        const stored = await deps.store.placeOfEnvironment(project, name);
        return stored !== undefined && ((await access.again())?.may("view", resourceOf(stored)) ?? false);
      };
      const body = streamText(whileAllowed(lines, isAllowed), {
        release,
        onError: (error) => deps.log.error("following a component's lines failed", error, { traceId }),
      });
      return openAnswer(context, body, "text/plain");
    },
  );

function unknownComponent(name: string, components: readonly ComponentView[]): OrchestratorError {
  const names = components.slice(0, 50).map((component) => component.name);
  const has = names.length === 0 ? "it has none yet" : `it has ${names.join(", ")}`;
  return new OrchestratorError("NOT_FOUND", `the environment has no component ${JSON.stringify(name)}; ${has}`);
}
