import { setTimeout as sleep } from "node:timers/promises";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context, MiddlewareHandler } from "hono";
import { clientGone, readBody, send } from "./answers.ts";
import type { HttpEnvironment } from "./answers.ts";
import type { Faults, FaultyCall } from "./faults.ts";
import { placeOf } from "./place-of.ts";
import { refusal } from "./refusal.ts";
import type { ResourceTable } from "./resource-table.ts";

// Not scaled: a client's timeouts are not scaled, either.
const STALL_MS = 60_000;

/**
 * Injects the faults that a call can meet on its way: `500` and `429` are answered without an effect, `stall` keeps
 * the call for 60 s without effect or answer, `drop-answer` and `malformed` spoil the answer after the effect.
 */
export function injectFaults(faults: Faults, table: ResourceTable): MiddlewareHandler<HttpEnvironment> {
  return async (context, next) => {
    if (faults.isEmpty()) return await next();
    const call = await describeCall(context, table);
    const before = faults.take(call, ["500", "429", "stall"]);
    if (before?.kind === "500") return send(context, refusal("FAULT_INJECTED", "the cloud has a problem"));
    if (before?.kind === "429") {
      context.header("retry-after", String(before.retryAfterSeconds));
      return send(context, refusal("RATE_LIMITED", "the cloud has too much to do"));
    }
    if (before !== undefined) {
      const gone = clientGone(context);
      await sleep(STALL_MS, undefined, { signal: gone }).catch((error: unknown) => {
        if (!gone.aborted) throw error;
      });
      return hangUp(context);
    }

    await next();
    const after = faults.take(call, ["drop-answer", "malformed"]);
    if (after === undefined) return undefined;
    const spoilt = after.kind === "malformed" ? await cutInHalf(context.res) : hangUp(context);
    // Hono copies the headers of the answer in place, content-length too, unless it is taken away first.
    context.res = undefined;
    context.res = spoilt;
    return undefined;
  };
}

async function describeCall(context: Context<HttpEnvironment>, table: ResourceTable): Promise<FaultyCall> {
  const { method } = context.req;
  const id = context.req.param("id");
  const resource = id === undefined ? undefined : table.get(id);
  const account = placeOf(context).account ?? resource?.account;
  const call = { method, ...(account === undefined ? {} : { account }) };
  if (id === undefined) return call;
  const type = resource?.type ?? (method === "PUT" ? typeOf(await readBody(context)) : undefined);
  return type === undefined ? { ...call, id } : { ...call, id, type };
}

function typeOf(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null || !("type" in body)) return undefined;
  return typeof body.type === "string" ? body.type : undefined;
}

function hangUp(context: Context<HttpEnvironment>): Response {
  context.env.outgoing.destroy();
  return RESPONSE_ALREADY_SENT;
}

async function cutInHalf(answer: Response): Promise<Response> {
  const text = await answer.text();
  return new Response(text.slice(0, text.length / 2), {
    status: answer.status,
    headers: { "content-type": "application/json" },
  });
}
