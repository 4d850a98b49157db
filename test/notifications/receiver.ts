import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { text } from "node:stream/consumers";

/** A call that arrived. */
export interface Call {
  readonly id: string;
  readonly timestamp: number;
  /** Names of the secrets whose signature it carries. */
  readonly signedBy: readonly string[];
  readonly contentType: string;
  readonly body: string;
  readonly event: { readonly type: string; readonly data: { readonly customData: { readonly event: string } } };
}

/** How a call is answered. */
export type Answer = (response: ServerResponse, socket: Socket) => void;

/** A server that takes webhooks, checks their signatures by itself, and answers as it is told. */
export interface Receiver {
  readonly url: string;
  readonly calls: Call[];
  /** The next calls, in order; afterwards the usual answer, which is 204. */
  readonly answers: Answer[];
  /** The usual answer from now on. */
  answerAlways(answer: Answer): void;
  /** How often each id arrived. */
  counts(): Readonly<Record<string, number>>;
  close(): Promise<void>;
}

/** Answers with a status, and headers. */
export const status =
  (code: number, headers: Readonly<Record<string, string>> = {}, body = ""): Answer =>
  (response) =>
    response.writeHead(code, headers).end(body);

/** Answers nothing, and keeps the connection. */
export const hang: Answer = () => undefined;

/** Breaks the connection off. */
export const reset: Answer = (_, socket) => void socket.resetAndDestroy();

/** Answers without end. */
export const endless: Answer = (response) => {
  response.writeHead(200, { "content-type": "text/plain" });
  const more = () => {
    while (response.writable && response.write("x".repeat(64 * 1024)));
  };
  response.on("drain", more).on("error", () => undefined);
  more();
};

/** Starts a receiver on this machine that knows these secrets. */
export async function startReceiver(secrets: Readonly<Record<string, string>>): Promise<Receiver> {
  const calls: Call[] = [];
  const answers: Answer[] = [];
  let usual: Answer = status(204);
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const header = (name: string) => String(request.headers[name] ?? "");
      const id = header("webhook-id");
      const timestamp = header("webhook-timestamp");
      calls.push({
        id,
        timestamp: Number(timestamp),
        signedBy: Object.keys(secrets).filter((name) =>
          isSigned(header("webhook-signature"), `${id}.${timestamp}.${body}`, secrets[name] ?? ""),
        ),
        contentType: header("content-type"),
        body,
        event: JSON.parse(body) as Call["event"],
      });
      (answers.shift() ?? usual)(response, request.socket);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    calls,
    answers,
    answerAlways: (answer) => {
      usual = answer;
    },
    counts() {
      const counts: Record<string, number> = {};
      for (const { id } of calls) counts[id] = (counts[id] ?? 0) + 1;
      return counts;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

function isSigned(header: string, content: string, secret: string): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const wanted = createHmac("sha256", key).update(content).digest();
  return header.split(" ").some((signature) => {
    const [version, value = ""] = signature.split(",");
    const given = Buffer.from(value, "base64");
    return version === "v1" && given.length === wanted.length && timingSafeEqual(given, wanted);
  });
}
