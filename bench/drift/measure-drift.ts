import type { MeasuredStack } from "../holdfast/start-stack.ts";
import { usedBy } from "../measure/processes.ts";
import { accountNames } from "./account-names.ts";
import { type ChangedResource, cloudControl } from "./cloud-control.ts";
import { compareFound } from "./compare-found.ts";
import { driftRows } from "./drift-rows.ts";
import type { Options } from "./options.ts";
import { seedFleet } from "./seed-fleet.ts";
import { sweepAccount } from "./sweep-places.ts";

/** One sweep of every account at once. */
export interface Round {
  /** Reads a second that each account allows; absent for no limit. */
  readonly rate?: number;
  readonly wallMs: number;
  /** No listing of the places can take less, at that rate; 0 where the first burst is enough. */
  readonly boundMs: number;
  /** Processor time of all processes but the cloud, and of each. */
  readonly cpuMs: number;
  readonly cpuMsByRole: ReadonlyMap<string, number>;
  /** Most resident memory of the cell's worker. */
  readonly cellBytes: number;
  readonly looked: number;
  readonly clean: number;
  /** Calls that the cloud has counted, and how many of them it refused. */
  readonly calls: number;
  readonly refused: number;
  /** Components that were changed and have a finding that says so. */
  readonly found: number;
  /** Components that were changed. */
  readonly changed: number;
  /** Components that have a finding and were not changed, or whose finding says something else. */
  readonly wrong: number;
  /** Sweeps that did not succeed, with their reasons. */
  readonly troubles: readonly string[];
}

/** A fleet, and how it was swept. */
export interface FleetMeasured {
  readonly environments: number;
  readonly components: number;
  /** Before anything was changed. */
  readonly clean: Round;
  readonly rounds: readonly Round[];
}

/** What is measured of one fleet. */
export interface DriftTask extends Omit<Options, "environments"> {
  readonly environments: number;
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
}

const PAGE_SIZE = 100;
const CLOUD = "cloud";
const CELL = "cell";
const SAMPLE_EVERY_MS = 500;

/** Sweeps a fleet: as it was made, and then changed from outside, once for each rate. */
export async function measureDrift(stack: MeasuredStack, task: DriftTask): Promise<FleetMeasured> {
  const { environments, components, rates, share, report } = task;
  const accounts = accountNames(task.accounts);
  await seedFleet(stack, { ...task, seed: `fleet-${environments}`, accounts });
  const control = cloudControl(stack.cloudUrl);
  const rows = await driftRows(stack.databaseUrl);
  try {
    // Nobody is to be busy with putting back what the next round is to find.
    await rows.tellOnly();
    const sweep = async (rate: number | undefined, changed: readonly ChangedResource[]) => {
      report(`every account is swept, ${rate === undefined ? "without a limit" : `${rate} reads a second each`}`);
      await control.setRate(rate);
      const perAccount = Math.ceil(environments / accounts.length) * components;
      const round = await sweepAll(stack, { accounts, control, rows, changed });
      const boundMs = rate === undefined ? 0 : boundOf(perAccount, rate);
      return { ...round, boundMs, ...(rate === undefined ? {} : { rate }) };
    };
    // The first round runs code that was never run: it is no measure of time.
    const clean = await sweep(undefined, []);
    const changed = await control.makeDrift(share, `fleet-${environments}`, accounts);
    report(`${changed.length} components are changed from outside`);
    const rounds: Round[] = [];
    for (const rate of rates) rounds.push(await sweep(rate, changed));
    await control.setRate(undefined);
    return { environments, components, clean, rounds };
  } finally {
    await rows.close();
  }
}

/** Every account begins with a burst of a second. */
function boundOf(components: number, rate: number): number {
  return Math.max((Math.ceil(components / PAGE_SIZE) - rate) / rate, 0) * 1_000;
}

interface Swept {
  readonly accounts: readonly string[];
  readonly control: ReturnType<typeof cloudControl>;
  readonly rows: Awaited<ReturnType<typeof driftRows>>;
  readonly changed: readonly ChangedResource[];
}

async function sweepAll(
  { temporal, pids }: MeasuredStack,
  { accounts, control, rows, changed }: Swept,
): Promise<Omit<Round, "rate" | "boundMs">> {
  const since = await rows.lastSweep();
  const callsBefore = await control.calls();
  const usedBefore = usedBy(pids());
  let cellBytes = 0;
  const sampling = setInterval(() => {
    cellBytes = Math.max(cellBytes, usedBy({ [CELL]: pids()[CELL] ?? 0 }).get(CELL)?.rssBytes ?? 0);
  }, SAMPLE_EVERY_MS);
  const startedAt = performance.now();
  try {
    await Promise.all(accounts.map(async (account) => await sweepAccount(temporal, account)));
  } finally {
    clearInterval(sampling);
  }
  const wallMs = performance.now() - startedAt;
  const cpuMsByRole = new Map(
    [...usedBy(pids())].map(([role, { cpuMs }]) => [role, cpuMs - (usedBefore.get(role)?.cpuMs ?? 0)]),
  );
  const calls = await control.calls();
  const ofHoldfast = [...cpuMsByRole].filter(([role]) => role !== CLOUD).map(([, cpuMs]) => cpuMs);
  return {
    wallMs,
    cpuMs: ofHoldfast.reduce((sum, cpuMs) => sum + cpuMs, 0),
    cpuMsByRole,
    cellBytes,
    ...(await rows.counts(since)),
    calls: calls.all - callsBefore.all,
    refused: calls.refused - callsBefore.refused,
    ...compareFound(await rows.found(since), changed),
    changed: changed.length,
  };
}
