import { createRoute, z } from "@hono/zod-openapi";
import type { Store } from "../../adapters/store/port.ts";
import { factsPeriod } from "../../domain/delivery-basis.ts";
import { type DeliveryMetrics, deliveryMetrics } from "../../domain/delivery-metrics.ts";
import type { EnvironmentClass } from "../../domain/schema/documents.ts";
import { guarded } from "../access/guarded.ts";
import { visibleOnly } from "../access/needs.ts";
import { jsonAnswer, problemAnswers } from "../http/describe.ts";
import { PathName } from "../http/names.ts";
import { readPeriod } from "./read-period.ts";

/** The metrics of delivery, and what they are about. */
export interface DeliveryReport extends DeliveryMetrics {
  /** Deployments that ended in it count: `startAt` belongs to it, `endAt` does not. Epoch milliseconds. */
  readonly period: { readonly startAt: number; readonly endAt: number };
  /** Absent: every project. */
  readonly project?: string;
  /** The one environment that counts; absent where those of a class do. */
  readonly environment?: string;
  /** Class of the environments that count; absent where one was named. */
  readonly class?: EnvironmentClass;
}

const route = createRoute({
  operationId: "readDeliveryMetrics",
  method: "get",
  path: "/v1/metrics/delivery",
  request: {
    query: z.object({
      project: PathName.optional().describe("Only this project's; every project's where it is absent."),
      environment: PathName.optional().describe("Only this environment's, by name. Default: those of class prod."),
      since: z
        .string()
        .max(40)
        .optional()
        .describe("First instant, or how long ago, as 30d. Default: 30d before until."),
      until: z.string().max(40).optional().describe("First instant after it, or how long ago. Default: now."),
    }),
  },
  responses: {
    200: jsonAnswer<DeliveryReport>("The five metrics, each with its formula and the promotions behind it."),
    ...problemAnswers("REQUEST_INVALID"),
  },
});

/** Measures delivery: how often, how fast, how well. */
export const readDeliveryMetricsRoute = (store: Pick<Store, "deliveryFacts">) =>
  guarded(route, visibleOnly, async (context, { access }) => {
    const { project, environment, ...ends } = context.req.valid("query");
    const period = readPeriod({ since: ends.since, until: ends.until }, Date.now());
    const inProject = project === undefined ? {} : { project };
    const scope = environment === undefined ? { class: "prod" as const } : { environment };
    const around = factsPeriod(period);
    const facts = await store.deliveryFacts({
      ...inProject,
      ...(environment === undefined ? { stageClass: "prod" } : { environment }),
      endedFromMs: around.fromMs,
      endedBeforeMs: around.toMs,
      visible: access.visible,
    });
    const measured = deliveryMetrics(facts, {
      ...inProject,
      ...(environment === undefined ? {} : { environments: [environment] }),
      period,
    });
    const report: DeliveryReport = {
      period: { startAt: period.fromMs, endAt: period.toMs },
      ...inProject,
      ...scope,
      ...measured,
    };
    return context.json(report, 200);
  });
