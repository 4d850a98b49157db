import { createRoute, z } from "@hono/zod-openapi";
import type { RedeliverRange } from "../../adapters/store/notifications-port.ts";
import type { Accepted } from "../../adapters/store/requests-port.ts";
import type { Store } from "../../adapters/store/port.ts";
import { guarded } from "../access/guarded.ts";
import { inProject } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { identifyRequest } from "../http/identify-request.ts";
import { ProjectAndName } from "../http/names.ts";
import { takeBody } from "../http/take-body.ts";

const Range = z.strictObject({
  since: z
    .int()
    .min(0)
    .max(8_640_000_000_000_000)
    .optional()
    .describe("Epoch milliseconds: only what was queued since; absent: all that is kept."),
  withDelivered: z.boolean().default(false).describe("true: what was delivered, too. Default: only what is dead."),
});

const route = createRoute({
  operationId: "redeliverSubscription",
  method: "post",
  path: "/v1/subscriptions/{project}/{name}/redeliver",
  middleware: [takeBody({ mediaTypes: ["application/json"], bytesMax: 4 * 1024 })] as const,
  request: {
    params: ProjectAndName,
    body: { required: true, content: { "application/json": { schema: Range } } },
  },
  responses: {
    202: jsonAnswer<Accepted>("Queued again, each under its id, at most 10,000."),
    ...problemAnswers(
      "NOT_FOUND",
      "SUBSCRIPTION_DISABLED",
      "IDEMPOTENCY_KEY_REUSED",
      "REQUEST_INVALID",
      "MEDIA_TYPE_UNSUPPORTED",
      "BODY_TOO_LARGE",
    ),
  },
});

/** Queues what a subscription could not be told again. */
export const redeliverSubscriptionRoute = (store: Pick<Store, "acceptRedeliverAll">) =>
  guarded(
    route,
    inProject("operate", (context) => context.req.valid("param").project),
    async (context) => {
      const body = context.req.valid("json");
      const { since, withDelivered } = body;
      const range: RedeliverRange = {
        ...context.req.valid("param"),
        withDelivered,
        ...(since === undefined ? {} : { since }),
      };
      return context.json(await store.acceptRedeliverAll(identifyRequest(context, JSON.stringify(body)), range), 202);
    },
  );
