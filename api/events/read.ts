import { createRoute, z } from "@hono/zod-openapi";
import type { EventView } from "../../adapters/store/views-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import { guarded } from "../access/guarded.ts";
import { visibleOnly } from "../access/needs.ts";
import type { ApiContext } from "../http/api-env.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import type { Log } from "../http/log.ts";
import { PathName } from "../http/names.ts";
import { PageQuery } from "../http/page-query.ts";
import type { OpenStreams } from "../streams/open-streams.ts";
import { openAnswer, streamText } from "../streams/stream-text.ts";
import type { Bell } from "../wakes/bell.ts";
import { followEvents } from "./follow-events.ts";
import { readEventPage } from "./read-event-page.ts";

/** Events and where to go on: give `lastSeq` back as `after`. */
export interface EventPage {
  readonly items: readonly EventView[];
  readonly lastSeq: number;
}

const SEQ = /^\d{1,15}$/;
const Query = PageQuery.pick({ limit: true }).extend({
  after: z
    .string()
    .regex(SEQ, "a whole number, the seq of an event")
    .transform(Number)
    .optional()
    .describe("Only later ones. Default: 0, or now for a stream."),
  project: PathName.optional().describe("Only this project's."),
  environment: PathName.optional().describe("Only this environment's, by name."),
  promotion: PathName.optional().describe("Only this promotion's, by its id."),
});

const route = createRoute({
  operationId: "readEvents",
  method: "get",
  path: "/v1/events",
  request: { query: Query },
  responses: {
    200: {
      description: "Events, oldest first. With Accept: text/event-stream, a stream that resumes after Last-Event-ID.",
      content: { ...jsonAnswer<EventPage>("").content, "text/event-stream": { schema: { type: "string" } } },
    },
    ...problemAnswers("REQUEST_INVALID", "NOT_FOUND"),
  },
});

/** What the route needs. */
export interface ReadEventsDeps {
  readonly store: Pick<Store, "readEvents" | "lastEventSeq" | "getEnvironment">;
  readonly streams: OpenStreams;
  readonly sealed: Bell;
  readonly log: Log;
}

/** Reads events, or follows them. */
export const readEventsRoute = (deps: ReadEventsDeps) =>
  guarded(route, visibleOnly, async (context, { access }) => {
    const query = context.req.valid("query");
    const { environment, project, promotion } = query;
    const live =
      environment === undefined ? undefined : await deps.store.getEnvironment(environment, project, access.visible);
    const scope = {
      ...(project === undefined ? {} : { project }),
      ...(live === undefined ? {} : { environmentUid: live.uid }),
      ...(promotion === undefined ? {} : { promotionId: promotion }),
    };
    if (!wantsStream(context)) {
      const name = live === undefined ? environment : undefined;
      return context.json(
        await readEventPage(
          deps.store,
          { ...scope, afterSeq: query.after ?? 0, limit: query.limit, visible: access.visible },
          name,
        ),
        200,
      );
    }
    if (environment !== undefined && live === undefined) {
      throw new OrchestratorError(
        "NOT_FOUND",
        `no environment is called ${JSON.stringify(environment)}, so there is nothing to follow`,
      );
    }
    const afterSeq = lastEventId(context) ?? query.after ?? (await deps.store.lastEventSeq());
    const { signal, release } = deps.streams.open(context.req.raw.signal, access.principal);
    const traceId = context.get("traceId");
    const visibleNow = async () => (await access.again())?.visible;
    const body = streamText(
      followEvents(deps.store, { ...scope, afterSeq, visibleNow }, { sealed: deps.sealed, signal }),
      {
        release,
        onError: (error) => deps.log.error("following events failed", error, { traceId }),
      },
    );
    return openAnswer(context, body, "text/event-stream");
  });

/** A HEAD has nobody who reads the stream, and so nobody who ends it. */
const wantsStream = (context: ApiContext): boolean =>
  context.req.method === "GET" && (context.req.header("accept") ?? "").includes("text/event-stream");

function lastEventId(context: ApiContext): number | undefined {
  const header = context.req.header("last-event-id");
  if (header === undefined || header === "") return undefined;
  if (SEQ.test(header)) return Number(header);
  throw new OrchestratorError(
    "REQUEST_INVALID",
    'the header "Last-Event-ID" must be the seq of an event, a whole number',
  );
}
