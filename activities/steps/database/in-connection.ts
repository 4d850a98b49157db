import { Client, DatabaseError, type ClientConfig } from "pg";
import { OrchestratorError } from "../../../domain/errors.ts";

const CONNECT_LIMIT_MS = 10_000;
// The server is away, full, starting or stopping, or has thrown us out: waiting mends it.
const AWAY = /^(08\w{3}|53300|57P0[1-5])$/;

/** A connection, and a way to make it as it was when it was new; locks of the session stay. */
export interface Connected {
  readonly client: Client;
  reset(): Promise<void>;
}

/**
 * Works in one connection and closes it. When the signal aborts, or this process dies, the server ends what runs within
 * a second and rolls it back.
 *
 * @throws OrchestratorError `CELL_DATABASE_UNREACHABLE` when the server cannot be reached or ends the connection
 * @throws DatabaseError as the server gave it, for anything else
 */
export async function inConnection<T>(
  options: ClientConfig,
  work: (connected: Connected) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  signal.throwIfAborted();
  const client = new Client({
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    application_name: "holdfast step",
    ...options,
  });
  // What breaks is told by the statement that meets it. Unheard, the event would end the process.
  client.on("error", () => undefined);
  // One that is busy is broken off.
  const close = async () => await client.end().catch(() => undefined);
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  aborted.catch(() => undefined); // Heard by nobody once the work is done.
  const cancel = () => {
    reject(signal.reason);
    void close();
  };
  signal.addEventListener("abort", cancel, { once: true });
  try {
    return await Promise.race([aborted, connectAndWork(client, work)]);
  } catch (error) {
    signal.throwIfAborted();
    throw asCode(error);
  } finally {
    signal.removeEventListener("abort", cancel);
    await close();
  }
}

async function connectAndWork<T>(client: Client, work: (connected: Connected) => Promise<T>): Promise<T> {
  await client.connect();
  await prepare(client);
  const reset = async () => {
    await client.query("reset session authorization");
    await client.query("reset role");
    await client.query("reset all");
    await prepare(client);
  };
  return await work({ client, reset });
}

/** Without this the server would finish a statement whose asker is gone. Servers that cannot look for that refuse it. */
async function prepare(client: Client): Promise<void> {
  await client.query("set client_connection_check_interval = '1s'").catch((error: unknown) => {
    if (!(error instanceof DatabaseError)) throw error;
  });
}

/** Whether the server said that it is not there for us now. */
export function isAway(error: DatabaseError): boolean {
  return AWAY.test(error.code ?? "");
}

function asCode(error: unknown): unknown {
  const isPassing = error instanceof DatabaseError ? isAway(error) : isBroken(error);
  if (!isPassing) return error;
  return new OrchestratorError("CELL_DATABASE_UNREACHABLE", "the database cannot be asked now", { cause: error });
}

/** Whether the connection could not be made or broke: the system says so with a code, the library with words. */
function isBroken(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof OrchestratorError) return false;
  return "syscall" in error || /^(Connection terminated|timeout expired|Client (has|was))/.test(error.message);
}
