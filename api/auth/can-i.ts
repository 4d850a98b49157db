import { createRoute, z } from "@hono/zod-openapi";
import type { StoreOfPlaces } from "../../adapters/store/places-port.ts";
import { type Action, ACTIONS, type Resource } from "../../domain/schema/access.ts";
import { EnvironmentClass } from "../../domain/schema/documents.ts";
import { guarded } from "../access/guarded.ts";
import { forEverybody } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { PathName } from "../http/names.ts";
import { takeSmallBody } from "../http/take-body.ts";

/** Whether somebody may do something. */
export interface CanIAnswer {
  readonly action: Action;
  /** Absent where it was not found, or may not be seen. */
  readonly resource?: Resource;
  readonly isAllowed: boolean;
}

const Question = z.strictObject({
  action: z.enum(ACTIONS),
  project: PathName.optional().describe("Absent: about the whole installation."),
  environment: PathName.optional().describe("Absent: about the project itself."),
  class: EnvironmentClass.optional().describe("Of an environment that is to come. Absent: one that is there."),
});
const route = createRoute({
  operationId: "canI",
  method: "post",
  path: "/v1/auth/can-i",
  middleware: [takeSmallBody] as const,
  request: {
    body: {
      required: true,
      content: { "application/json": { schema: z.strictObject({ asked: z.array(Question).min(1).max(100) }) } },
    },
  },
  responses: {
    200: jsonAnswer<{ readonly items: readonly CanIAnswer[] }>(
      "An answer to each, in the order in which they were asked.",
    ),
    ...problemAnswers("REQUEST_INVALID", "MEDIA_TYPE_UNSUPPORTED", "BODY_TOO_LARGE"),
  },
});

/** Says what the caller may do. Decides as the routes do, and records nothing. */
export const canIRoute = (store: Pick<StoreOfPlaces, "placeOfEnvironment">) =>
  guarded(route, forEverybody("everybody may know what they may do"), async (context, { access }) => {
    const items: CanIAnswer[] = [];
    for (const question of context.req.valid("json").asked) {
      const resource = await resourceOfQuestion(store, question);
      // What may not be seen is answered as what is not there.
      const isKnown = resource !== undefined && (resource.kind !== "environment" || access.may("view", resource));
      const isAllowed = isKnown && access.may(question.action, resource);
      items.push({ action: question.action, ...(isKnown ? { resource } : {}), isAllowed });
    }
    return context.json({ items }, 200);
  });

async function resourceOfQuestion(
  store: Pick<StoreOfPlaces, "placeOfEnvironment">,
  { project, environment, class: environmentClass }: z.output<typeof Question>,
): Promise<Resource | undefined> {
  if (project === undefined) return environment === undefined ? { kind: "organisation" } : undefined;
  if (environment === undefined) return { kind: "project", project };
  const place = await store.placeOfEnvironment(project, environment);
  const found = place === undefined || place.isGone ? environmentClass : place.class;
  return found === undefined ? undefined : { kind: "environment", project, environment, class: found };
}
