import { z } from "zod";
import { OrchestratorError } from "../../../domain/errors.ts";
import type { Connection } from "../../connection.ts";
import { fixedAuthorization } from "../fixed-authorization.ts";
import { requestJson, type RemoteCaller } from "../request-json.ts";

/** How calls show who they are. */
export interface Authorisation {
  /** Value of the header `authorization`. `fresh` fetches a new token where there is one to fetch. */
  header(fresh?: "fresh"): Promise<string>;
  /** True where a 401 may only mean that the token has run out. */
  readonly isRenewable: boolean;
  /** Who it is, for people. */
  readonly account: string;
}

// Only the field we use.
const Token = z.object({ access_token: z.string().min(1) });

/** E-mail address and API token, or a bearer token; undefined where the connection has neither. */
export function apiTokenAuthorisation(connection: Connection): Authorisation | undefined {
  const value = fixedAuthorization(connection);
  if (value === undefined) return undefined;
  const { username = "the connection's token" } = connection.credentials;
  return { header: async () => value, isRenewable: false, account: username };
}

/** OAuth client credentials; undefined where the connection has none. A token lives as long as this object. */
export function oauthAuthorisation(
  { credentials }: Connection,
  tokenUrl: URL,
  caller: RemoteCaller,
): Authorisation | undefined {
  const { clientId, clientSecret } = credentials;
  if (clientId === undefined || clientSecret === undefined) return undefined;
  let known: string | undefined;
  return {
    isRenewable: true,
    account: clientId,
    async header(fresh) {
      if (known !== undefined && fresh === undefined) return known;
      const body = {
        audience: "api.atlassian.com",
        grant_type: "client_credentials",
        client_id: clientId,
        client_secret: clientSecret,
      };
      known = `Bearer ${await fetchToken(caller, tokenUrl, body)}`;
      return known;
    },
  };
}

async function fetchToken(caller: RemoteCaller, url: URL, body: unknown): Promise<string> {
  try {
    const { json } = await requestJson(caller, { method: "POST", url, body });
    return Token.parse(json).access_token;
  } catch (error) {
    caller.signal.throwIfAborted();
    const isOurs = error instanceof OrchestratorError;
    // Whatever became of it, the call that needs the token has not left.
    if (isOurs && error.code !== "REMOTE_UNCLEAR") throw error;
    throw new OrchestratorError("REMOTE_NOT_SENT", `${url.origin}${url.pathname} gave no token`, { cause: error });
  }
}
