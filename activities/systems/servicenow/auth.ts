import { createHash } from "node:crypto";
import { z } from "zod";
import { OrchestratorError } from "../../../domain/errors.ts";
import type { Connection } from "../../connection.ts";
import { requestJson } from "../request-json.ts";
import type { RemoteCaller } from "../request-json.ts";

const TokenAnswer = z.object({ access_token: z.string().min(1) });
const TOKENS_MAX = 100;

/** Access tokens by connection and credentials. In memory: asking again before its end gives the same token anyway. */
const tokens = new Map<string, string>();

/**
 * The `authorization` header of a connection: a bearer token that it was given, an OAuth token where it has a client,
 * else basic.
 *
 * @throws OrchestratorError `REMOTE_REFUSED` (credentials missing or wrong), `REMOTE_NOT_SENT`, `REMOTE_THROTTLED`
 */
export async function authorizationOf(connection: Connection, caller: RemoteCaller): Promise<string> {
  const { credentials } = connection;
  if (credentials.token !== undefined) return `Bearer ${credentials.token}`;
  if (credentials.clientId !== undefined && credentials.clientSecret !== undefined) {
    const cached = tokens.get(cacheKey(connection));
    return `Bearer ${cached ?? (await fetchToken(connection, caller))}`;
  }
  const { username, password } = credentials;
  if (username !== undefined && password !== undefined)
    return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  throw new OrchestratorError(
    "REMOTE_REFUSED",
    `connection "${connection.name}" has no credentials: give username and passwordSecret, or clientId and clientSecretSecret`,
  );
}

/** Forgets the token that was refused. Answers whether another can be asked for. */
export function forgetToken(connection: Connection, authorization: string): boolean {
  const { token, clientId, clientSecret } = connection.credentials;
  if (token !== undefined || clientId === undefined || clientSecret === undefined) return false;
  const key = cacheKey(connection);
  // Another call may have fetched a new one meanwhile.
  if (authorization === `Bearer ${tokens.get(key)}`) tokens.delete(key);
  return true;
}

async function fetchToken(connection: Connection, caller: RemoteCaller): Promise<string> {
  const { username, password, clientId = "", clientSecret = "" } = connection.credentials;
  const isPerson = username !== undefined && password !== undefined;
  const grant: Record<string, string> = isPerson
    ? { grant_type: "password", username, password }
    : { grant_type: "client_credentials" };
  const url = new URL("/oauth_token.do", connection.url);
  const form = { ...grant, client_id: clientId, client_secret: clientSecret };
  try {
    // The service takes a form and nothing else.
    const { json } = await requestJson(caller, { method: "POST", url, form });
    const { access_token: token } = TokenAnswer.parse(json);
    const [oldest] = tokens.keys();
    if (tokens.size >= TOKENS_MAX && oldest !== undefined) tokens.delete(oldest);
    tokens.set(cacheKey(connection), token);
    return token;
  } catch (error) {
    throw withoutToken(connection, error);
  }
}

/** No token, no call: whatever became of the request for it, nothing else has left. */
function withoutToken({ name }: Connection, error: unknown): unknown {
  const isForeign = error instanceof z.ZodError;
  if (!isForeign && !(error instanceof OrchestratorError)) return error;
  const code = isForeign || error.code === "REMOTE_UNCLEAR" ? "REMOTE_NOT_SENT" : error.code;
  const why = isForeign ? "its answer has no access_token" : error.message;
  const details = isForeign ? {} : { ...error.details };
  return new OrchestratorError(code, `connection "${name}" gets no token: ${why}`, { details, cause: error });
}

function cacheKey({ url, credentials }: Connection): string {
  const { username, password, clientId, clientSecret } = credentials;
  const parts = [url.origin, username, password, clientId, clientSecret].map((part) => part ?? "");
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
