import { once } from "node:events";
import { createServer, request as send, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { WirePoint } from "./lanes.ts";
import type { OutsideCall } from "./wire-name.ts";

/** Where a call came in, and what it is. */
export interface RelayedCall extends OutsideCall {
  /** First part of the relay's path: whose calls they are. */
  readonly mount: string;
}

/** Stands between workers and outside systems, and can stop a call before it arrives, or its answer. */
export interface Relay {
  /** Address at which calls for a target come in. */
  mount(name: string, target: string): string;
  close(): Promise<void>;
}

/** What is to happen at a point of a call: true breaks the connection off, once whoever called is dead. */
export type AtPoint = (point: WirePoint, call: RelayedCall) => Promise<boolean>;

/** Starts a relay on a free port. */
export async function startRelay(atPoint: AtPoint): Promise<Relay> {
  const targetByMount = new Map<string, URL>();

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, mount = "", ...rest] = (incoming.url ?? "").split("/");
    const target = targetByMount.get(mount);
    if (target === undefined) return void response.writeHead(404).end();
    const body = await buffer(incoming);
    const { method = "GET", headers } = incoming;
    const call: RelayedCall = { mount, method, path: `/${rest.join("/")}`, headers, body: body.toString() };
    if (await atPoint("before the wire", call)) return void incoming.socket.destroy();
    // A target that does not answer is, for whoever called, a connection that breaks.
    const answered = await forward({ target, call, body, gone: response }).catch(() => undefined);
    if (answered === undefined) return void incoming.socket.destroy();
    if (await atPoint("behind the wire", call)) return void incoming.socket.destroy();
    response.writeHead(answered.status, answered.headers).end(answered.body);
  }

  const server = createServer({ keepAliveTimeout: 75_000 }, (incoming, response) => {
    answer(incoming, response).catch(() => incoming.socket.destroy());
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    mount(name, target) {
      targetByMount.set(name, new URL(target));
      return `${url}/${name}`;
    },
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Forwarding {
  readonly target: URL;
  readonly call: RelayedCall;
  readonly body: Buffer;
  /** Closed when the caller has gone: it waits for no answer any more. */
  readonly gone: ServerResponse;
}

async function forward({ target, call, body, gone }: Forwarding) {
  const { host: _host, connection: _connection, ...headers } = call.headers;
  const outgoing = send(new URL(call.path, target), { method: call.method, headers });
  gone.once("close", () => outgoing.destroy());
  outgoing.end(body);
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  const { connection: _closing, "transfer-encoding": _encoding, ...given } = response.headers;
  const text = await buffer(response);
  if (!response.complete) throw new Error("the answer broke off");
  return { status: response.statusCode ?? 502, headers: given, body: text };
}
