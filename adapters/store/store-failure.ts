import pg from "pg";
import { OrchestratorError } from "../../domain/errors.ts";

// Class 08: connection exceptions. The others: shut down, starting, crashed, too many connections, out of disk, our own
// statement and idle limits, and a standby after a fail-over. @see https://www.postgresql.org/docs/current/errcodes-appendix.html
const AWAY = new Set(["57P01", "57P02", "57P03", "57P05", "53300", "53100", "57014", "25P03", "25006", "3D000"]);
// Serialisation failure and deadlock: the same transaction succeeds when it is run again.
const AGAIN = new Set(["40001", "40P01"]);
// "Feature not supported", of which only "cached plan must not change result type" is meant.
const STALE_PLAN = "0A000";

/** What an error of the driver means to a caller: `STORE_UNREACHABLE` when the database was away, else the error as it is. */
export function storeFailure(error: unknown): unknown {
  if (!isAway(error)) return error;
  return new OrchestratorError("STORE_UNREACHABLE", `the database did not answer: ${problemOf(error)}`, {
    cause: error,
  });
}

/** True for a transaction that lost a race inside the database, or met a stale plan, and may be run again as it is. */
export function mayRunAgain(error: unknown): boolean {
  return (error instanceof pg.DatabaseError && AGAIN.has(error.code ?? "")) || isStalePlan(error);
}

/** True when a prepared statement does not fit its tables any more: they were changed since, and its connection must go. */
export function isStalePlan(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === STALE_PLAN && error.message.startsWith("cached plan");
}

function isAway(error: unknown): error is Error {
  if (error instanceof pg.DatabaseError) return error.code?.startsWith("08") === true || AWAY.has(error.code ?? "");
  if (error instanceof TypeError || error instanceof RangeError) return false;
  // Whatever else comes out of the driver is about its connection: sockets, time limits, a pool that was closed.
  return error instanceof Error;
}

// A refused connection to a name with several addresses has no message of its own, only a code.
function problemOf(error: Error & { readonly code?: unknown }): string {
  if (error.message !== "") return error.message;
  return typeof error.code === "string" ? error.code : error.name;
}
