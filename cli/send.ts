import type { ClientRequest, IncomingMessage } from "node:http";
import { once } from "node:events";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CommandFailure } from "./command-failure.ts";
import type { Connection } from "./connection.ts";
import { NoAnswer } from "./no-answer.ts";

/** One request. */
export interface Call {
  /** `GET` by default. */
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  /** Below the server's address, without a leading slash; its parts are encoded already. */
  readonly path: string;
  /** Undefined values are left out. */
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** What is sent. A function is called for each attempt. */
  readonly body?: string | (() => AsyncIterable<string>);
}

/** Time allowed until an answer begins; a server that takes longer is taken for dead. */
const ANSWER_WITHIN_MS = 60_000;

/**
 * Sends a request and answers as soon as the answer's head is there; the body is read by the caller, for as long as it takes.
 * @throws NoAnswer when nothing answers, and what the body's function throws as CommandFailure
 */
export async function send(connection: Connection, call: Call, signal: AbortSignal): Promise<IncomingMessage> {
  const url = new URL(call.path, connection.url);
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  const { request: open } = url.protocol === "https:" ? await import("node:https") : await import("node:http");
  const headers = {
    accept: "application/json",
    "user-agent": "holdfast-cli",
    ...call.headers,
    ...(connection.token === undefined ? {} : { authorization: `Bearer ${connection.token}` }),
    ...(typeof call.body === "string" ? { "content-length": Buffer.byteLength(call.body) } : {}),
  };
  const request = open(url, { method: call.method ?? "GET", headers, signal });
  request.on("error", () => undefined); // Before the answer, `once` throws it; after it, whoever reads the answer meets it.
  request.setTimeout(ANSWER_WITHIN_MS, () => request.destroy(new Error("no answer within 60 s")));
  let bodyFailure: CommandFailure | undefined;
  write(request, call.body).catch((error: unknown) => {
    // A broken pipe is not the last word: a server may answer before it has read everything.
    if (error instanceof CommandFailure) bodyFailure = error;
  });
  try {
    const [answer]: IncomingMessage[] = await once(request, "response", { signal });
    if (answer === undefined) throw new Error("no answer");
    request.setTimeout(0); // Streams may be silent for as long as they like.
    return answer;
  } catch (error) {
    request.destroy();
    signal.throwIfAborted();
    throw bodyFailure ?? new NoAnswer(url, call.method ?? "GET", error);
  }
}

async function write(request: ClientRequest, body: Call["body"]): Promise<void> {
  if (typeof body === "function") await pipeline(Readable.from(body()), request);
  else request.end(body);
}
