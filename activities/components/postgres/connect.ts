import { Client, DatabaseError } from "pg";
import { OrchestratorError } from "../../../domain/errors.ts";

/** Rows of one statement; values travel beside it. */
export type Ask = (
  statement: string,
  values?: readonly unknown[],
) => Promise<readonly Readonly<Record<string, unknown>>[]>;

const CONNECT_LIMIT_MS = 5_000;
// An attempt ends before it is given up. The server goes on with what it does, and the next attempt waits for that.
const ANSWER_LIMIT_MS = 25_000;

/**
 * Works in one connection and closes it.
 *
 * @throws OrchestratorError `CELL_DATABASE_UNREACHABLE` when the server is away, starting, stopping, full or too slow,
 *   `NO_SPACE`
 * @throws DatabaseError as the server gave it, for anything else
 */
export async function inSession<T>(url: string, work: (ask: Ask) => Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    query_timeout: ANSWER_LIMIT_MS,
    lock_timeout: ANSWER_LIMIT_MS - 5_000,
    application_name: "holdfast",
  });
  // What breaks is told by the statement that meets it. Unheard, the event would end the process.
  client.on("error", () => undefined);
  const close = async () => await client.end().catch(() => undefined);
  const cancel = () => void close();
  signal.addEventListener("abort", cancel, { once: true });
  const answerOf = async <Answer>(question: Promise<Answer>) => {
    try {
      return await question;
    } catch (error) {
      signal.throwIfAborted();
      throw asCode(error);
    }
  };
  try {
    await answerOf(client.connect());
    return await work(async (statement, values = []) => {
      const { rows } = await answerOf(client.query<Record<string, unknown>>(statement, [...values]));
      return rows;
    });
  } finally {
    signal.removeEventListener("abort", cancel);
    await close();
  }
}

/** Whether the server refused with one of the SQLSTATE codes, passing ones too. */
export function isRefused(error: unknown, ...codes: readonly string[]): boolean {
  const said = answerIn(error);
  return said?.code !== undefined && codes.includes(said.code);
}

/** Whether the server answered that it will not; false where no answer came, so that it may still be at it. */
export function isAnswer(error: unknown): boolean {
  return answerIn(error) !== undefined;
}

function answerIn(error: unknown): DatabaseError | undefined {
  const said = error instanceof OrchestratorError ? error.cause : error;
  return said instanceof DatabaseError ? said : undefined;
}

// Connection trouble, no free connection, no memory, shutting down or starting, a lock that did not come, a cancelled statement,
// somebody connected to what is copied, two at once.
const PASSING = /^(08\w{3}|53[234]00|57P0[1-5]|55P03|57014|55006|40\w{3}|XX000)$/;

function asCode(error: unknown): unknown {
  if (isRefused(error, "53100"))
    return new OrchestratorError("NO_SPACE", "the cell's database server is out of space", { cause: error });
  if (error instanceof DatabaseError && !PASSING.test(error.code ?? "")) return error;
  return new OrchestratorError("CELL_DATABASE_UNREACHABLE", "the cell's database server cannot be asked now", {
    cause: error,
  });
}
