import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { HttpEnvironment } from "./http.ts";
import type { Refused } from "./refused.ts";

/** An answer on its way out: what EKS means to send, and what faults made of it. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON that still has to be written, or text as it is. */
  readonly body: { readonly json: unknown } | { readonly text: string };
  /** What comes of it: `hang` and `reset` never arrive. */
  readonly fate: "send" | "hang" | "reset" | "truncate";
}

export function answerReply(json: unknown): Reply {
  return { status: 200, headers: { "content-type": "application/json" }, body: { json }, fate: "send" };
}

/** A refusal as EKS sends it: its name in a header, its message in the body. */
export function refusalReply({ errorName, status, message, extra }: Refused): Reply {
  const headers = { "content-type": "application/json", "x-amzn-errortype": errorName };
  return { status, headers, body: { json: { ...extra, message } }, fate: "send" };
}

/** Sends a reply, or does not, as its fate is. */
export async function sendReply(
  context: Context<HttpEnvironment>,
  { status, headers, body, fate }: Reply,
  requestId: string,
): Promise<Response> {
  if (fate === "hang") await clientGone(context);
  if (fate === "hang" || fate === "reset") {
    context.env.outgoing.destroy();
    return RESPONSE_ALREADY_SENT;
  }
  const whole = "json" in body ? JSON.stringify(body.json) : body.text;
  const named = { ...headers, "x-amzn-requestid": requestId };
  if (fate === "send") return context.body(whole, status as ContentfulStatusCode, named);
  // The length promises the whole text, so the client sees the connection end too early.
  context.env.outgoing.writeHead(status, { ...named, "content-length": Buffer.byteLength(whole) });
  context.env.outgoing.write(whole.slice(0, Math.floor(whole.length / 2)), () => context.env.outgoing.destroy());
  return RESPONSE_ALREADY_SENT;
}

async function clientGone(context: Context<HttpEnvironment>): Promise<void> {
  await new Promise<void>((resolve) => context.env.outgoing.once("close", () => resolve()));
}
