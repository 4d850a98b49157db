import type { IncomingMessage } from "node:http";
import { connect, type ServerFlags } from "./connect.ts";
import type { Connection } from "./connection.ts";
import type { Terminal } from "./terminal.ts";
import type { Call } from "./send.ts";

/** What a command works with. */
export interface Session {
  readonly terminal: Terminal;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** The server to use; looked for once, when it is first asked for. */
  connection(): Promise<Connection>;
  /** Sends a request to it and answers the parsed JSON. Throws as `request` does. */
  request<Answer>(call: Call): Promise<Answer>;
  /** Sends a request to it and answers the open answer. Throws as `request` does. */
  stream(call: Call, signal?: AbortSignal): Promise<IncomingMessage>;
}

/** A session on this terminal. `flags` is asked when the server is first needed. */
export function openSession(terminal: Terminal, signal: AbortSignal, flags: () => ServerFlags): Session {
  let connection: Promise<Connection> | undefined;
  const connected = () => (connection ??= connect(flags()));
  return {
    terminal,
    signal,
    connection: connected,
    async request<Answer>(call: Call) {
      const { request } = await import("./request.ts");
      return await request<Answer>(await connected(), call, signal);
    },
    async stream(call, streamSignal = signal) {
      const { requestStream } = await import("./request.ts");
      return await requestStream(await connected(), call, streamSignal);
    },
  };
}
