import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Pool } from "pg";
import { startFakeJira, type FakeJira } from "../fakes/start-fake-jira.ts";
import { startFakeServiceNow, type FakeServiceNow } from "../fakes/start-fake-servicenow.ts";
import { apiOf, type Api } from "./api.ts";
import { startHints } from "./hints.ts";
import { startInstallation, type Installation } from "./installation.ts";
import { namedDeaths, type NamedDeaths } from "./named-deaths.ts";
import { startPeople } from "./people.ts";
import type { PromotionRun } from "./promotion-run.ts";
import { startReceiver, type Receiver } from "./receiver.ts";
import { wireDeaths, type WireDeaths } from "./wire-deaths.ts";

/** An installation, the systems outside of it, and the people who work with both. */
export interface World {
  readonly installation: Installation;
  readonly api: Api;
  readonly serviceNow: FakeServiceNow;
  readonly jira: FakeJira;
  readonly receiver: Receiver;
  readonly named: NamedDeaths;
  readonly wire: WireDeaths;
  /** Every promotion so far; people know only of these. */
  readonly runs: PromotionRun[];
  /** Lets the search index of Jira lag, up to so many milliseconds. */
  lag(ms: number): Promise<void>;
  /** Ids of promotions that have not closed everything yet. */
  open(): Promise<readonly string[]>;
  /** Ends all of it. @throws what went wrong with the people */
  close(): Promise<void>;
}

/** Starts everything; nothing is applied yet. */
export async function startWorld(): Promise<World> {
  const stops: (() => Promise<unknown>)[] = [];
  const close = async () => {
    const errors: unknown[] = [];
    for (const stop of stops.splice(0).toReversed()) await stop().catch((error: unknown) => errors.push(error));
    if (errors.length > 0) throw new AggregateError(errors, errors.map(String).join("; "));
  };
  try {
    const notes = await mkdtemp(join(tmpdir(), "holdfast-points-"));
    stops.push(async () => await rm(notes, { recursive: true, force: true }));
    const named = namedDeaths(notes);
    const serviceNow = await startFakeServiceNow();
    stops.push(async () => await serviceNow.stop());
    const jira = await startFakeJira();
    stops.push(async () => await jira.kill());
    let indexLagMs = 0;
    const lag = async (ms: number) => {
      indexLagMs = Math.max(indexLagMs, ms);
      await jira.call("PUT", "/__sim/jira/settings", { body: { indexLag: `random:${ms}` } });
    };
    const receiver = await startReceiver();
    stops.push(async () => await receiver.close());
    const installation = await startInstallation(() => named.variables());
    stops.push(async () => await installation.close());
    const wire = await wireDeaths(installation);
    stops.push(async () => await wire.close());
    const pool = new Pool({ connectionString: installation.databaseUrl, max: 2 });
    pool.on("error", () => undefined); // An idle connection ended; who asks gets another.
    stops.push(async () => await pool.end());
    const api = apiOf(installation);
    const runs: PromotionRun[] = [];
    const open = async () =>
      (await pool.query<{ id: string }>("select id from promotion where finished_at is null")).rows.map(({ id }) => id);
    const people = startPeople({ serviceNow, jira, api, runs: () => runs, indexLagMs: () => indexLagMs });
    stops.push(async () => await people.leave());
    const hints = await startHints(installation.temporalAddress, open);
    stops.push(async () => await hints.stop());
    return { installation, api, serviceNow, jira, receiver, named, wire, runs, lag, open, close };
  } catch (error) {
    await close();
    throw error;
  }
}
