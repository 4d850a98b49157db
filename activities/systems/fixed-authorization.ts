import type { Connection } from "../connection.ts";

/** Value of the header `authorization` from a user name and password, or from a token; undefined where a connection has neither. */
export function fixedAuthorization({ credentials }: Connection): string | undefined {
  const { username, password, token } = credentials;
  if (username !== undefined && password !== undefined)
    return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  return token === undefined ? undefined : `Bearer ${token}`;
}
