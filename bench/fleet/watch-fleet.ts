import { setTimeout as sleep } from "node:timers/promises";
import type { FleetRows } from "../drift/fleet-rows.ts";
import type { MeasuredStack } from "../holdfast/start-stack.ts";
import { type Used, usedBy } from "../measure/processes.ts";

/** What the processes used, and how old what is known of components got. */
export interface Watched {
  /** Processor time by role while it was watched, milliseconds. */
  readonly cpuMs: ReadonlyMap<string, number>;
  /** Resident memory by role, bytes: the most that was seen. */
  readonly rssMost: ReadonlyMap<string, number>;
  readonly wallMs: number;
  /** One age for each account and look at it, milliseconds: since its last whole sweep began. Accounts have as many components as one another. */
  readonly agesMs: readonly number[];
}

const LOOK_EVERY_MS = 5_000;

/** Watches a fleet for so long. */
export async function watchFleet(
  stack: Pick<MeasuredStack, "pids">,
  {
    rows,
    accounts,
    forMs,
    signal,
  }: {
    readonly rows: FleetRows;
    readonly accounts: readonly string[];
    readonly forMs: number;
    readonly signal: AbortSignal;
  },
): Promise<Watched> {
  const agesMs: number[] = [];
  const rssMost = new Map<string, number>();
  const before = usedBy(stack.pids());
  const startedAt = performance.now();
  let now = before;
  while (performance.now() - startedAt < forMs) {
    await sleep(Math.min(LOOK_EVERY_MS, forMs), undefined, { signal });
    const ages = await rows.sinceSwept();
    for (const account of accounts) agesMs.push(ages.get(account) ?? Number.POSITIVE_INFINITY);
    now = usedBy(stack.pids());
    for (const [role, { rssBytes }] of now) rssMost.set(role, Math.max(rssMost.get(role) ?? 0, rssBytes));
  }
  return { cpuMs: spentBetween(before, now), rssMost, wallMs: performance.now() - startedAt, agesMs };
}

function spentBetween(
  before: ReadonlyMap<string, Used>,
  after: ReadonlyMap<string, Used>,
): ReadonlyMap<string, number> {
  return new Map([...after].map(([role, { cpuMs }]) => [role, cpuMs - (before.get(role)?.cpuMs ?? 0)]));
}
