import { httpServer } from "../steps/http-server.ts";

/** Gets the requests of steps `http-request`, and honours their keys: a repeat is answered, and acted on once. */
export interface Receiver {
  readonly url: string;
  /** Keys of what was acted on, oldest first. */
  readonly acted: readonly string[];
  /** How many requests came. */
  requests(): number;
  close(): Promise<void>;
}

/** Starts a receiver on a free port. */
export async function startReceiver(): Promise<Receiver> {
  const acted: string[] = [];
  const server = await httpServer(({ headers }) => {
    const key = headers["idempotency-key"];
    if (typeof key !== "string") return { status: 400 };
    if (!acted.includes(key)) acted.push(key);
    return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify({ key }) };
  });
  return {
    url: server.url,
    acted,
    requests: () => server.requests.length,
    close: async () => await server[Symbol.asyncDispose](),
  };
}
