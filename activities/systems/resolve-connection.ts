import type { ConnectionDocument } from "../../domain/schema/documents.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import type { Secrets } from "../../adapters/secrets/port.ts";
import type { Connection } from "../connection.ts";

/** Where connections and their secrets are read. */
export interface ConnectionSources {
  readonly store: { connection(project: string, name: string): Promise<ConnectionDocument | undefined> };
  readonly secrets: Pick<Secrets, "read">;
}

/** A connection of a project, its credentials read. Never log it. @throws OrchestratorError `CONNECTION_NOT_FOUND`, `SECRET_NOT_FOUND` */
export async function resolveConnection(
  { store, secrets }: ConnectionSources,
  project: string,
  name: string,
): Promise<Connection> {
  const document = await store.connection(project, name);
  if (document === undefined)
    throw new OrchestratorError("CONNECTION_NOT_FOUND", `project "${project}" has no connection "${name}"`, {
      details: { project, connection: name },
    });
  const { system, url, credentials, options } = document.spec;
  const { username, passwordSecret, clientId, clientSecretSecret, tokenSecret } = credentials;
  const read = async (secret: string | undefined) =>
    secret === undefined ? undefined : (await secrets.read(project, secret)).value;
  const password = await read(passwordSecret);
  const clientSecret = await read(clientSecretSecret);
  const token = await read(tokenSecret);
  return {
    name,
    system,
    url: new URL(url),
    credentials: {
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
      ...(clientId === undefined ? {} : { clientId }),
      ...(clientSecret === undefined ? {} : { clientSecret }),
      ...(token === undefined ? {} : { token }),
    },
    options,
  };
}

/** Whether a failure says that there is no connection, or not all of its secrets: then nothing can have left through it. */
export function isWithoutConnection(error: unknown): boolean {
  const codes: readonly string[] = ["CONNECTION_NOT_FOUND", "SECRET_NOT_FOUND"];
  return error instanceof OrchestratorError && codes.includes(error.code);
}
