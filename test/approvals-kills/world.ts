import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Pool } from "pg";
import { slackControl, type SlackControl } from "../fakes/slack-control.ts";
import { installedApi, type InstalledApi } from "../setup/installed-api.ts";
import { introduce, prepareLine } from "../setup/installed-approvals.ts";
import { type Installation, startInstallation } from "../effects/installation.ts";
import { deathPlan, type DeathPlan } from "./death-plan.ts";
import { STORIES } from "./stories.ts";

/** An installation with a simulated Slack, people who vote, and a plan of where its processes die. */
export interface World {
  readonly installation: Installation;
  readonly api: InstalledApi;
  readonly slack: SlackControl;
  readonly plan: DeathPlan;
  /** A person's own token. */
  token(name: string): string;
  /** Rows of a query. */
  rows<Row extends object>(sql: string): Promise<readonly Row[]>;
  close(): Promise<void>;
}

/** Starts all of it, with one environment for each story and so many releases to promote into each. */
export async function startWorld(releases: number): Promise<World> {
  const stops: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const stop of stops.splice(0).toReversed()) await stop();
  };
  try {
    const notes = await mkdtemp(join(tmpdir(), "holdfast-kills-"));
    stops.push(async () => await rm(notes, { recursive: true, force: true }));
    const plan = deathPlan(notes);
    const installation = await startInstallation(() => plan.variables(), { hasSlack: true });
    stops.push(async () => await installation.close());
    const pool = new Pool({ connectionString: installation.databaseUrl, max: 2 });
    pool.on("error", () => undefined); // An idle connection ended; who asks gets another.
    stops.push(async () => await pool.end());
    const api = installedApi(installation);
    const tokens = await introduce(api, {
      managers: { members: ["ana", "bo", "cy"] },
      directors: { members: ["dee"] },
      developers: { members: ["ana"], role: "developer" },
    });
    await prepareLine(api, { releases, stages: STORIES.map(({ name, gate }) => ({ environment: name, gate })) });
    return {
      installation,
      api,
      slack: slackControl(installation.slack?.url ?? ""),
      plan,
      token: (name) => tokens.get(name) ?? "",
      rows: async <Row extends object>(sql: string) => (await pool.query<Row>(sql)).rows,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
