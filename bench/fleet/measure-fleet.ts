import { stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { stateFiles } from "../../embedded/state-files.ts";
import { accountNames } from "../drift/account-names.ts";
import { type FleetRows, fleetRows } from "../drift/fleet-rows.ts";
import { seedFleet, wakeFleet } from "../drift/seed-fleet.ts";
import { sweepAccount } from "../drift/sweep-places.ts";
import type { MeasuredStack } from "../holdfast/start-stack.ts";
import { usedBy } from "../measure/processes.ts";
import { type Histories, historiesOf } from "./histories.ts";
import type { Options } from "./options.ts";
import { type Watched, watchFleet } from "./watch-fleet.ts";

/** Resident memory by role, bytes. */
export type Memory = ReadonlyMap<string, number>;

/** What was measured. */
export interface FleetMeasured {
  readonly watched: Watched;
  /** Memory at rest: with a third of the workflows there, and with all of them. */
  readonly third: Memory;
  readonly all: Memory;
  /** Looks at components that sweeps took while it was watched, those that found drift among them, and sweeps that did not succeed. */
  readonly looked: number;
  readonly drifted: number;
  readonly failed: number;
  /** Events that the workflows of environments have more than before. */
  readonly newEvents: number;
  /** Looks that anybody was told to take. */
  readonly newLooks: number;
  readonly histories: Histories;
  readonly databaseBytes: number;
  /** Of Temporal's file; undefined where Temporal keeps none here. */
  readonly temporalBytes?: number;
}

/** How it is measured. */
export interface MeasureFleet extends Options {
  readonly stateDir: string;
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
}

const SAMPLES = 10;
const SETTLE_MS = 20_000;

/** Lets environments sleep and be swept, and watches that. */
export async function measureFleet(stack: MeasuredStack, options: MeasureFleet): Promise<FleetMeasured> {
  const { environments, components, minutes, report, signal } = options;
  const accounts = accountNames(options.accounts);
  const uids = await seedFleet(stack, { seed: "fleet", environments, components, accounts, report, signal });
  const thirdOf = Math.floor(uids.length / 3);
  report(`${thirdOf} workflows begin to sleep`);
  await wakeFleet(stack.databaseUrl, uids.slice(0, thirdOf), signal);
  const third = await memoryAtRest(stack, signal);
  report("the others do");
  await wakeFleet(stack.databaseUrl, uids.slice(thirdOf), signal);
  const all = await memoryAtRest(stack, signal);
  const rows = await fleetRows(stack.databaseUrl);
  try {
    report("everything is swept once");
    for (const account of accounts) await sweepAccount(stack.temporal, account);
    const historiesBefore = await historiesOf(stack.temporal, uids);
    const before = await rows.swept();
    const looksBefore = await rows.looksTold();
    report(`the fleet is watched for ${minutes} min`);
    const watched = await watchFleet(stack, { rows, accounts, forMs: minutes * 60_000, signal });
    const after = await rows.swept();
    const newLooks = (await rows.looksTold()) - looksBefore;
    const histories = await historiesOf(stack.temporal, uids);
    return {
      watched,
      third,
      all,
      looked: after.looked - before.looked,
      drifted: after.drifted - before.drifted,
      failed: after.failed - before.failed,
      newEvents: histories.events - historiesBefore.events,
      newLooks,
      histories,
      ...(await sizes(rows, options.stateDir)),
    };
  } finally {
    await rows.close();
  }
}

async function sizes(
  rows: FleetRows,
  stateDir: string,
): Promise<Pick<FleetMeasured, "databaseBytes" | "temporalBytes">> {
  const databaseBytes = await rows.bytes();
  const { temporalFile } = stateFiles(stateDir);
  const files = await Promise.all(
    ["", "-wal"].map(async (end) => await stat(`${temporalFile}${end}`).catch(() => undefined)),
  );
  const found = files.flatMap((file) => file?.size ?? []);
  if (found.length === 0) return { databaseBytes };
  return { databaseBytes, temporalBytes: found.reduce((total, size) => total + size, 0) };
}

/** The least of several looks while no workflow begins: what is garbage is no need. */
async function memoryAtRest(stack: MeasuredStack, signal: AbortSignal): Promise<Memory> {
  const least = new Map<string, number>();
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    await sleep(SETTLE_MS / SAMPLES, undefined, { signal });
    for (const [role, { rssBytes }] of usedBy(stack.pids()))
      least.set(role, Math.min(rssBytes, least.get(role) ?? Number.POSITIVE_INFINITY));
  }
  return least;
}
