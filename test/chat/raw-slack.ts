import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request as it arrived. */
export interface RawCall {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly form: URLSearchParams;
}

/** A server that answers as a test says, byte by byte where it wants to. */
export interface RawSlack {
  readonly apiUrl: string;
  readonly calls: RawCall[];
  /** What answers the calls from now on. */
  answer(how: (response: ServerResponse, call: RawCall) => void): void;
  close(): Promise<void>;
}

/** Starts one on a free port. Until told otherwise it answers `{"ok":true}`. */
export async function startRawSlack(): Promise<RawSlack> {
  const calls: RawCall[] = [];
  let current: (response: ServerResponse, call: RawCall) => void = (response) => json(response, { ok: true });
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += String(chunk)));
    request.on("end", () => {
      const call = { path: request.url ?? "", headers: request.headers, form: new URLSearchParams(body) };
      calls.push(call);
      current(response, call);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    apiUrl: `http://127.0.0.1:${port}/api/`,
    calls,
    answer: (how) => {
      current = how;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers a JSON body as Slack does. */
export function json(
  response: ServerResponse,
  body: unknown,
  { status = 200, headers = {} }: { readonly status?: number; readonly headers?: Record<string, string> } = {},
): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
  response.end(JSON.stringify(body));
}
