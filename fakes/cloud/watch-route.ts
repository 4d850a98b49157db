import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Handler } from "hono";
import type { HttpEnvironment } from "./answers.ts";
import type { ResourceTable } from "./resource-table.ts";

const UNREAD_BYTES_MAX = 4 * 1024 * 1024;
const KEEP_ALIVE_MS = 15_000;

/**
 * `GET /watch?prefix=`: pushes each change of state as a server-sent event `state`, from the moment the connection
 * opens. Nothing is sent again: after a lost connection, list first. A client that does not read is disconnected.
 */
export function watchRoute(table: ResourceTable): Handler<HttpEnvironment> {
  return (context) => {
    const prefix = context.req.query("prefix") ?? "";
    // Written straight to the socket: a stream for each connection would copy every event once more.
    const { outgoing } = context.env;
    outgoing.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    outgoing.write(": connected\n\n");
    const keepAlive = setInterval(() => outgoing.write(": still here\n\n"), KEEP_ALIVE_MS);
    const stop = table.watch((change) => {
      if (!change.id.startsWith(prefix)) return;
      outgoing.write(`event: state\ndata: ${JSON.stringify(change)}\n\n`);
      if (outgoing.writableLength > UNREAD_BYTES_MAX) outgoing.destroy();
    });
    outgoing.once("close", () => {
      clearInterval(keepAlive);
      stop();
    });
    return RESPONSE_ALREADY_SENT;
  };
}
