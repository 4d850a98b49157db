import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A request that a server of a test got. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** How a server of a test answers. A status of 0 breaks the connection off without an answer. */
export type Answering = (request: ReceivedRequest) => {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** A real HTTP server, and all that it was asked. */
export interface HttpServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly ReceivedRequest[];
}

/** Starts a server on a free port of this machine. */
export async function httpServer(answer: Answering): Promise<HttpServer> {
  const requests: ReceivedRequest[] = [];
  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request);
    const received = { method: request.method ?? "", path: request.url ?? "", headers: request.headers, body };
    requests.push(received);
    const given = answer(received);
    if (given.status === 0) return void request.socket.destroy();
    response.writeHead(given.status, given.headers).end(given.body);
  };
  const server = createServer((request, response) => void respond(request, response));
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
