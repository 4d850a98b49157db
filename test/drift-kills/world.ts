import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Pool, type QueryResultRow } from "pg";
import { type Installation, startInstallation } from "../effects/installation.ts";
import { slackControl, type SlackControl } from "../fakes/slack-control.ts";
import { installedApi, type InstalledApi } from "../setup/installed-api.ts";
import { introduce } from "../setup/installed-approvals.ts";
import { awaitReady } from "../../embedded/await-ready.ts";
import { type Cloud, cloudAt } from "./cloud.ts";
import { type DeathPlan, deathPlan } from "./death-plan.ts";
import { documentsOf, type Place, placesOf } from "./fleet.ts";
import type { KillPoint, Victim } from "./points.ts";
import type { ReadRows } from "./truth.ts";

/** An installation with a fleet in the simulated cloud, somebody who votes, and a plan of where its processes die. */
export interface World {
  readonly api: InstalledApi;
  readonly cloud: Cloud;
  readonly slack: SlackControl;
  readonly plan: DeathPlan;
  readonly places: readonly Place[];
  readonly rows: ReadRows;
  /** Token of whoever votes. */
  readonly voter: string;
  /** Kills a process; another one is started by itself. */
  kill(victim: Victim): Promise<void>;
  /** Starts the processes of these points anew, so that each dies there. */
  arm(points: readonly KillPoint[]): Promise<void>;
  close(): Promise<void>;
}

/** Nothing is swept but what is asked for, and what is found is recorded two at a time. */
const VARIABLES = { HOLDFAST_SWEEP_EVERY_SECONDS: "86400", HOLDFAST_SWEEP_BATCH: "2" };
const VOTER = "ana";

/** What is started. */
export interface WorldWish {
  /** Environments whose drift is put back by itself. */
  readonly environments: number;
  readonly stories: ReadonlySet<KillPoint["story"]>;
  /** Points at which the first lives die already. */
  readonly armed: readonly KillPoint[];
}

/** Starts all of it, with everything as it is wanted. */
export async function startWorld({ environments, stories, armed }: WorldWish): Promise<World> {
  const stops: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const stop of stops.splice(0).toReversed()) await stop();
  };
  try {
    const notes = await mkdtemp(join(tmpdir(), "holdfast-drift-kills-"));
    stops.push(async () => await rm(notes, { recursive: true, force: true }));
    const plan = deathPlan(notes);
    plan.arm(armed);
    const installation = await startInstallation(() => ({ ...VARIABLES, ...plan.variables() }), { hasSlack: true });
    stops.push(async () => await installation.close());
    const pool = new Pool({ connectionString: installation.databaseUrl, max: 2 });
    pool.on("error", () => undefined); // An idle connection ended; who asks gets another.
    stops.push(async () => await pool.end());
    const api = installedApi(installation);
    const tokens = await introduce(api, { managers: { members: [VOTER] } });
    const places = placesOf(environments, stories);
    await api.apply(documentsOf(places));
    const kill = async (victim: Victim) => await processOf(installation, victim).kill();
    return {
      api,
      cloud: cloudAt(await cloudUrlOf(installation)),
      slack: slackControl(installation.slack?.url ?? ""),
      plan,
      places,
      rows: async <Row extends QueryResultRow>(text: string, ...values: readonly unknown[]) =>
        (await pool.query<Row>(text, [...values])).rows,
      voter: tokens.get(VOTER) ?? "",
      kill,
      async arm(points) {
        if (points === armed) return;
        plan.arm(points);
        const victims = new Set(points.map(({ process }) => process));
        await Promise.all([...victims].map(kill));
        if (victims.has("api")) await awaitReady({ url: installation.url, logs: installation.files.logs });
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function processOf({ workers, slack }: Installation, victim: Victim) {
  if (victim !== "api") return workers[victim];
  if (slack === undefined) throw new Error("an API without Slack is not killed here");
  return slack.api;
}

async function cloudUrlOf({ files }: Installation): Promise<string> {
  const { cloud } = JSON.parse(await readFile(files.ports, "utf8")) as { readonly cloud: number };
  return `http://127.0.0.1:${cloud}`;
}
