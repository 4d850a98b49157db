import { randomBytes } from "node:crypto";
import type { Sealed } from "../../../adapters/sealed/port.ts";
import { OrchestratorError } from "../../../domain/errors.ts";
import { defineDriver, type Driver, type Observation, type Subject } from "../driver.ts";
import { findDatabase, lockComponent } from "./catalog.ts";
import { addressOf, type CellDatabase } from "./cell-database.ts";
import { type Ask, inSession, isRefused } from "./connect.ts";
import { driftOfPostgres } from "./drift-of-postgres.ts";
import { dropComponent } from "./drop-component.ts";
import { ensureDatabase, ensureRole } from "./ensure-database.ts";
import { lookAtDatabase } from "./look-at-database.ts";
import { databaseOf, PASSWORD, roleOf } from "./names.ts";
import { putBack } from "./put-back.ts";
import { PostgresConfig } from "./schema.ts";
import { dropSnapshot, takeSnapshot } from "./snapshots.ts";

/** What databases need of their cell. */
export interface PostgresPorts {
  /** Asked at each use: the server may come back on another port. */
  readonly cellDatabase: () => Promise<CellDatabase>;
  readonly sealed: Pick<Sealed, "seal" | "unseal" | "forget">;
}

/** The life that the password was made for. Named at length: what is sealed is masked wherever it stands. */
const PASSWORD_OF = "driver.password-of";

/** A database and a role of its own on the cell's PostgreSQL server. */
export function postgresDriver({ cellDatabase, sealed }: PostgresPorts): Driver<PostgresConfig> {
  async function findServer(): Promise<CellDatabase> {
    try {
      return await cellDatabase();
    } catch (error) {
      if (error instanceof OrchestratorError) throw error;
      throw new OrchestratorError("CELL_DATABASE_UNREACHABLE", "the cell's database server is not there", {
        cause: error,
      });
    }
  }

  /**
   * The password in the store, or one that is there before any server knows it. A life that is yet to begin with the
   * data of a snapshot has one of its own: whoever wrote into the life before it does not get in.
   */
  async function ensurePassword(ask: Ask, { id, incarnation, config, restoreFrom }: Subject<PostgresConfig>) {
    const { componentUid } = id;
    const known = await sealed.unseal(componentUid);
    const life = `life ${incarnation} of ${componentUid}`;
    const isFenced =
      restoreFrom !== undefined &&
      known[PASSWORD_OF] !== life &&
      (await findDatabase(ask, databaseOf(componentUid, config.database))) === undefined;
    if (known[PASSWORD] !== undefined && !isFenced) return known[PASSWORD];
    const password = randomBytes(24).toString("base64url");
    await sealed.seal(componentUid, { [PASSWORD]: password, [PASSWORD_OF]: life });
    return password;
  }

  /** Whether the role gets in with the password that consumers are given. */
  async function tryAsRole(
    subject: Subject<PostgresConfig>,
    server: CellDatabase,
    signal: AbortSignal,
  ): Promise<Observation> {
    const { componentUid } = subject.id;
    const name = roleOf(componentUid);
    const database = databaseOf(componentUid, subject.config.database);
    const password = (await sealed.unseal(componentUid))[PASSWORD];
    if (password === undefined) return { state: "differs", fields: ["password"], replace: false };
    const url = addressOf(server, database, { name, password });
    try {
      await inSession(url, async (ask) => await ask("select 1"), signal);
    } catch (error) {
      // Wrong password, no login, no right to connect.
      if (isRefused(error, "28P01", "28000", "42501"))
        return { state: "differs", fields: ["password"], replace: false };
      if (isRefused(error, "3D000")) return { state: "absent" };
      // It was closed since the catalog was read: a copy of it is being made.
      if (isRefused(error, "55000")) return { state: "differs", fields: ["connections"], replace: false };
      throw error;
    }
    return { state: "ready", outputs: { url, host: server.host, port: server.port, database, user: name } };
  }

  return defineDriver({
    kind: "postgres",
    summary: "A database of its own, with a role and a generated password, on the cell's PostgreSQL server.",
    config: PostgresConfig,
    artifact: "none",
    outputs: { url: "secret", host: "public", port: "public", database: "public", user: "public" },
    examples: [{ database: "shop" }],
    expectedMs: () => 500,
    readyWithinMs: 120_000,
    replaceOn: ["config.database"],

    async observe(subject, { signal }) {
      const server = await findServer();
      const seen = await inSession(server.adminUrl, async (ask) => await lookAtDatabase(ask, subject), signal);
      return seen ?? (await tryAsRole(subject, server, signal));
    },

    async apply(subject, signal) {
      const { componentUid } = subject.id;
      const server = await findServer();
      await inSession(
        server.adminUrl,
        async (ask) => {
          await lockComponent(ask, componentUid);
          await ensureRole(ask, componentUid, await ensurePassword(ask, subject));
          await ensureDatabase(ask, subject, { server, signal });
          await putBack(ask, subject);
        },
        signal,
      );
    },

    async remove(subject, signal) {
      const { componentUid } = subject.id;
      const server = await findServer();
      await inSession(
        server.adminUrl,
        async (ask) => {
          await lockComponent(ask, componentUid);
          await dropComponent(ask, subject, { server, signal });
        },
        signal,
      );
      if (subject.scope === "component") await sealed.forget(componentUid);
      return "gone";
    },

    async snapshot(subject, signal) {
      return await takeSnapshot(subject, { server: await findServer(), signal });
    },

    async deleteSnapshot({ location }, signal) {
      const { adminUrl } = await findServer();
      await inSession(adminUrl, async (ask) => await dropSnapshot(ask, location), signal);
    },

    drift: driftOfPostgres({ findServer, sealed }),
  });
}
