import { OrchestratorError } from "../../../domain/errors.ts";
import type { Connection } from "../../connection.ts";
import { requestJson } from "../request-json.ts";
import type { RemoteAnswer, RemoteCaller, RemoteRequest } from "../request-json.ts";
import { authorizationOf, forgetToken } from "./auth.ts";
import { hasStatus } from "./remote-status.ts";

/** Instances are slow now and then. */
const TIMEOUT_MS = 30_000;

/** Calls of one instance. Each answers the parsed body. */
export interface Calls {
  get(path: string, query?: Readonly<Record<string, string>>): Promise<unknown>;
  post(path: string, body: object): Promise<unknown>;
  patch(path: string, body: object): Promise<unknown>;
}

/** Where to call, and whether it is said to be a simulated instance. */
export interface CallTarget {
  readonly connection: Connection;
  readonly isSimulator: boolean;
}

/**
 * Calls of an instance, with its credentials. A refused token is renewed once, and the call sent once more: a call
 * without a login has no effect.
 *
 * @throws OrchestratorError `REMOTE_REFUSED`, `REMOTE_NOT_SENT`, `REMOTE_THROTTLED`, `REMOTE_UNCLEAR`, as `requestJson` does
 */
export function callsOf(target: CallTarget, caller: RemoteCaller): Calls {
  const { connection } = target;

  async function send(request: Omit<RemoteRequest, "headers" | "timeoutMs">): Promise<unknown> {
    const authorization = await authorizationOf(connection, caller);
    const withLogin = (header: string) => ({ ...request, timeoutMs: TIMEOUT_MS, headers: { authorization: header } });
    try {
      return checked(target, request, await requestJson(caller, withLogin(authorization)));
    } catch (error) {
      if (!hasStatus(error, 401) || !forgetToken(connection, authorization)) throw error;
    }
    return checked(target, request, await requestJson(caller, withLogin(await authorizationOf(connection, caller))));
  }

  return {
    get: async (path, query = {}) => await send({ method: "GET", url: addressOf(connection, path, query) }),
    post: async (path, body) => await send({ method: "POST", url: addressOf(connection, path, {}), body }),
    patch: async (path, body) => await send({ method: "PATCH", url: addressOf(connection, path, {}), body }),
  };
}

function addressOf({ url }: Connection, path: string, query: Readonly<Record<string, string>>): URL {
  const address = new URL(`${url.pathname.replace(/\/$/, "")}${path}`, url);
  address.search = new URLSearchParams(query).toString();
  return address;
}

/** A simulated instance must not pass for a real one: its approvals are worth nothing. */
function checked(
  { connection, isSimulator }: CallTarget,
  { method }: { method: string },
  answer: RemoteAnswer,
): unknown {
  if (isSimulator || answer.headers.get("x-simulator") === null) return answer.json;
  const message = `connection "${connection.name}" leads to a simulated instance; if that is meant, set options.simulator: true`;
  // A write has had its effect: it must be looked up, not be taken for refused.
  throw new OrchestratorError(method === "GET" ? "REMOTE_REFUSED" : "REMOTE_UNCLEAR", message);
}
