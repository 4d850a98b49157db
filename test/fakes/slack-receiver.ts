import { createHmac, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";

/** A call that Slack made of the app. */
export interface ReceivedCall {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The fields of a form; empty for JSON. */
  readonly form: Readonly<Record<string, string>>;
  /** The `payload` field, or the JSON body, parsed; empty when there is none. */
  readonly payload: Readonly<Record<string, unknown>>;
  readonly isSigned: boolean;
}

/** What the app answers: 200 with a body, another status, or nothing at all when null. */
export type ReceiverAnswer = string | Record<string, unknown> | number | null;

/** A tiny app that Slack can call. */
export interface SlackReceiver {
  readonly url: string;
  readonly calls: ReceivedCall[];
  /** Decides the answers from now on. */
  answer(decide: (call: ReceivedCall) => ReceiverAnswer | Promise<ReceiverAnswer>): void;
  /** Forgets the calls, and answers 200 without a body again. */
  reset(): void;
  close(): Promise<void>;
}

/** Listens on a free port; checks signatures with the secret. */
export async function startSlackReceiver(secret: string): Promise<SlackReceiver> {
  const calls: ReceivedCall[] = [];
  let decide: (call: ReceivedCall) => ReceiverAnswer | Promise<ReceiverAnswer> = () => "";

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const isForm = request.headers["content-type"] === "application/x-www-form-urlencoded";
    const form = isForm ? Object.fromEntries(new URLSearchParams(body)) : {};
    const json = isForm ? (form["payload"] ?? "{}") : body;
    const { headers, url: path = "" } = request;
    const call = { path, headers, body, form, payload: JSON.parse(json), isSigned: isSigned(headers, body, secret) };
    calls.push(call);
    const answer = await decide(call);
    if (answer === null) return;
    if (typeof answer === "number") return void response.writeHead(answer).end("no");
    if (typeof answer === "string") return void response.writeHead(200).end(answer);
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
  }

  const server = createServer((request, response) => void take(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;

  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    answer: (next) => void (decide = next),
    reset() {
      calls.length = 0;
      decide = () => "";
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function isSigned(headers: IncomingHttpHeaders, body: string, secret: string): boolean {
  const timestamp = String(headers["x-slack-request-timestamp"]);
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > 300 || !/^\d+$/.test(timestamp)) return false;
  const expected = Buffer.from(`v0=${createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex")}`);
  const given = Buffer.from(String(headers["x-slack-signature"]));
  return given.length === expected.length && timingSafeEqual(given, expected);
}
