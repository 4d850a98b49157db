import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { answerCall } from "./answer-call.ts";
import { callerOf } from "./caller.ts";
import { envelopeOf, toldOf } from "./envelope.ts";
import { rawTarget, readObject } from "./http.ts";
import type { HttpEnvironment } from "./http.ts";
import { invalidParameter, Refused } from "./refused.ts";
import { refusalReply, sendReply } from "./reply.ts";
import type { Reply } from "./reply.ts";
import { EmptyLabel, route } from "./route.ts";
import type { Simulator } from "./simulator.ts";

/** Answers the calls of the API. */
export function apiRoute(simulator: Simulator): (context: Context<HttpEnvironment>) => Promise<Response> {
  return async (context) => {
    const requestId = randomUUID();
    return await sendReply(context, await replyTo(simulator, context, requestId), requestId);
  };
}

async function replyTo(simulator: Simulator, context: Context<HttpEnvironment>, requestId: string): Promise<Reply> {
  const { eks, metrics } = simulator.run();
  const { path: rawPath, query } = rawTarget(context);
  const { accessKey: _key, ...caller } = callerOf(context.req.header("authorization"), eks.settings());
  const envelope = envelopeOf((name) => context.req.header(name), requestId);
  try {
    const { operation, path } = route(context.req.method, rawPath);
    const body = await readObject(context);
    return await answerCall(simulator, { operation, call: { caller, path, query, body, staleSeconds: 0 }, envelope });
  } catch (error) {
    const { account, region } = caller;
    if (error instanceof EmptyLabel) {
      const told = { kind: "driver_bug", account, region, ...toldOf(envelope), message: error.message } as const;
      eks.log.append(told, { simTime: eks.clock.nowMs() });
      await eks.log.settled();
      return refusalReply(invalidParameter("A name in the path is empty."));
    }
    if (!(error instanceof Refused)) throw error;
    metrics.countCall({ operation: "none", outcome: error.errorName, simMs: eks.clock.nowMs() });
    return refusalReply(error);
  }
}
