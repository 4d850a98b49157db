import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { callerOf } from "./caller.ts";
import { envelopeOf, toldOf } from "./envelope.ts";
import { rawTarget, readObject, sendAnswer, sendRefusal } from "./http.ts";
import type { HttpEnvironment } from "./http.ts";
import { invalidParameter, Refused } from "./refused.ts";
import { EmptyLabel, route } from "./route.ts";
import type { Simulator } from "./simulator.ts";

/** Answers the calls of the API. */
export function apiRoute(simulator: Simulator): (context: Context<HttpEnvironment>) => Promise<Response> {
  return async (context) => {
    const requestId = randomUUID();
    const eks = simulator.eks();
    const target = rawTarget(context);
    const { accessKey: _key, ...caller } = callerOf(context.req.header("authorization"), eks.settings());
    const envelope = envelopeOf((name) => context.req.header(name), requestId);
    try {
      const { operation, path } = route(context.req.method, target.path);
      const body = await readObject(context);
      const waitMs = simulator
        .throttle()
        .take(`${caller.account}/${caller.region}`, operation.access, eks.clock.nowMs());
      if (waitMs > 0) throw new Refused("ThrottlingException", "Rate exceeded");

      eks.timeline.catchUp();
      const outcome = eks.perform(operation, { caller, path, query: target.query, body, staleSeconds: 0 }, envelope);
      eks.timeline.wake();
      await eks.log.settled();
      if ("refused" in outcome) return sendRefusal(context, outcome.refused, requestId);
      if (outcome.seq !== undefined) {
        const told = { kind: "delivery", outcome: "true", detail: { of: outcome.seq } } as const;
        eks.log.append(told, { simTime: eks.timeline.nowMs() });
      }
      return sendAnswer(context, outcome.body, requestId);
    } catch (error) {
      if (error instanceof EmptyLabel) {
        const { account, region } = caller;
        const message = error.message;
        eks.log.append(
          { kind: "driver_bug", account, region, ...toldOf(envelope), message },
          { simTime: eks.clock.nowMs() },
        );
        await eks.log.settled();
        return sendRefusal(context, invalidParameter("A name in the path is empty."), requestId);
      }
      if (error instanceof Refused) return sendRefusal(context, error, requestId);
      throw error;
    }
  };
}
