import type { AddressInfo } from "node:net";
import { createAdaptorServer, type ServerType } from "@hono/node-server";

const DRAIN_MS = 10_000;

/** A server that listens. */
export interface RunningServer {
  readonly url: string;
  /** Takes no new connection, lets what is being answered end for at most 10 s, and closes. */
  drain(): Promise<void>;
}

/** Listens on this machine only. @throws Error when the port is taken */
export async function serve(
  fetch: (request: Request) => Response | Promise<Response>,
  port: number,
): Promise<RunningServer> {
  const hostname = "127.0.0.1";
  const server = createAdaptorServer({ fetch });
  await listen(server, { hostname, port });
  const bound = (server.address() as AddressInfo).port;
  return { url: `http://${hostname}:${bound}`, drain: () => drain(server) };
}

function listen(
  server: ServerType,
  { hostname, port }: { readonly hostname: string; readonly port: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      const isTaken = "code" in error && error.code === "EADDRINUSE";
      const message = isTaken
        ? `port ${port} of ${hostname} is taken; stop what holds it, or set HOLDFAST_API_PORT to another`
        : `cannot listen on ${hostname}:${port}`;
      reject(new Error(message, { cause: error }));
    });
    server.listen(port, hostname, resolve);
  });
}

function drain(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => {
      if ("closeAllConnections" in server) server.closeAllConnections();
    }, DRAIN_MS);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
  });
}
