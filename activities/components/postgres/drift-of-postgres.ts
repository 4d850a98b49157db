import type { Sealed } from "../../../adapters/sealed/port.ts";
import { flatten, keysOf } from "../../../domain/drift/flatten.ts";
import type { Json, JsonObject } from "../../../domain/schema/json.ts";
import type { DriftWatch, RawFields } from "../drift-watch.ts";
import { addressOf, type CellDatabase } from "./cell-database.ts";
import { inSession, isRefused } from "./connect.ts";
import { lookAtServer, ROLE_ATTRIBUTES, type CatalogField, type SeenOnServer } from "./look-at-server.ts";
import { lookInside } from "./look-inside.ts";
import { PASSWORD, readableOf, roleOf } from "./names.ts";
import { canPutBack } from "./put-back.ts";
import type { PostgresConfig } from "./schema.ts";
import { isVerifierOf } from "./scram-verifier.ts";

const CONFIG_DATABASE = "config.database";
const ROLE_PASSWORD = "role.password";
const AS_GIVEN = "as given";
// What is seen only from inside of the database.
const INSIDE = ["schemas.", "extensions.", "tables."];
/** Parts of a table that people write as expressions, in which a secret may stand. */
const EXPRESSIONS = new Set(["definition", "defaults", "triggers", "policies"]);

/**
 * How databases show drift: by their role with its attributes, memberships and settings, the database's own settings and
 * grants, and how its schemas, extensions and tables are made. No row of a table is read.
 *
 * Holdfast states only what it has made itself. All else, the tables above all, is learned.
 */
export function driftOfPostgres({
  findServer,
  sealed,
}: {
  readonly findServer: () => Promise<CellDatabase>;
  readonly sealed: Pick<Sealed, "unseal">;
}): DriftWatch<PostgresConfig> {
  return {
    version: 1,

    stated: async ({ id, config }) => ({
      [CONFIG_DATABASE]: config.database,
      "database.owner": roleOf(id.componentUid),
      "database.takesConnections": true,
      ...flatten(ROLE_ATTRIBUTES, "role"),
      [ROLE_PASSWORD]: AS_GIVEN,
    }),

    async look({ id: { componentUid }, incarnation }, signal) {
      const server = await findServer();
      const ofServer = async () =>
        await inSession(server.adminUrl, async (ask) => await lookAtServer(ask, { componentUid, incarnation }), signal);
      const seen = await ofServer();
      if (seen === undefined) return { state: "absent", reason: "no database carries the mark of this life" };
      const inside = await seenInside(server, seen, signal);
      const known = (await sealed.unseal(componentUid))[PASSWORD];
      const all = [...seen.fields, ...(inside ?? [])];
      const fields = {
        [CONFIG_DATABASE]: readableOf(componentUid, seen.database),
        [ROLE_PASSWORD]: await describePassword(seen.verifier, known),
        ...fieldsOf(all),
      };
      return { state: "seen", fields, by: changersOf(all), ...(inside === undefined ? { unseen: INSIDE } : {}) };
    },

    isPublic,
    revertOf: (path) => (canPutBack(path) ? "update" : "none"),
  };
}

/** Undefined where nobody can connect. */
async function seenInside(
  server: CellDatabase,
  { database, takesConnections }: SeenOnServer,
  signal: AbortSignal,
): Promise<readonly CatalogField[] | undefined> {
  if (!takesConnections) return undefined;
  try {
    return await inSession(addressOf(server, database), lookInside, signal);
  } catch (error) {
    // It was closed, or has gone, since the catalog was read.
    if (isRefused(error, "55000", "3D000")) return undefined;
    throw error;
  }
}

async function describePassword(verifier: string | undefined, known: string | undefined): Promise<string> {
  if (verifier === undefined) return "none";
  const isKnown = known !== undefined && (await isVerifierOf(verifier, known));
  return isKnown ? AS_GIVEN : "another";
}

function fieldsOf(seen: readonly CatalogField[]): RawFields {
  return Object.fromEntries(seen.flatMap(({ path, value }) => Object.entries(flatten(nested(path, value), ""))));
}

function changersOf(seen: readonly CatalogField[]) {
  const told = seen.flatMap(({ path, who }) => (who === undefined ? [] : [[pathOf(path), { who }] as const]));
  return Object.fromEntries(told);
}

function pathOf(names: readonly string[]): string {
  return Object.keys(flatten(nested(names, true), ""))[0] ?? "";
}

function nested([first = "", ...names]: readonly string[], value: Json): JsonObject {
  return Object.fromEntries([[first, names.length === 0 ? value : nested(names, value)]]);
}

/** A setting of a name with a dot belongs to a program that PostgreSQL knows nothing of. */
function isPublic(path: string): boolean {
  const [first, second, third = "", part = ""] = keysOf(path);
  if (first === "tables") return !EXPRESSIONS.has(part);
  return second !== "settings" || !third.includes(".");
}
