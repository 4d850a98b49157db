import { setTimeout as sleep } from "node:timers/promises";
import { accountNames } from "../drift/account-names.ts";
import { fleetRows } from "../drift/fleet-rows.ts";
import { seedFleet, type SeededStack } from "../drift/seed-fleet.ts";
import { keepSweeping } from "../drift/sweep-places.ts";
import type { MeasuredStack } from "../holdfast/start-stack.ts";
import { applyNew, intentDocuments, type Sent, type StartDelay, startDelays } from "./apply-new.ts";
import type { Options } from "./options.ts";

/** What was measured. */
export interface IntentMeasured {
  /** Applies while nothing else happened, half of them before and half of them after the sweeps. */
  readonly idle: readonly StartDelay[];
  /** Applies while the fleet was swept. */
  readonly swept: readonly StartDelay[];
  /** Sweeps that ended meanwhile, each of one account. */
  readonly sweeps: number;
  /** Components that they looked at. */
  readonly looked: number;
  readonly sweptSeconds: number;
}

/** How it is measured. */
export interface MeasureIntent extends Options {
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
}

const WARM_UP = 20;
const GAP_MS = 50;
const SETTLE_MS = 5_000;

/** Applies new environments while nothing else happens, and while a fleet is swept without a pause. */
export async function measureIntent(
  stack: SeededStack & Pick<MeasuredStack, "temporal">,
  options: MeasureIntent,
): Promise<IntentMeasured> {
  const { environments, components, applies, report, signal } = options;
  const accounts = accountNames(options.accounts);
  await seedFleet(stack, { seed: "fleet", environments, components, accounts, report, signal });
  await stack.calls.apply(intentDocuments());
  let count = 0;
  const applySome = async (some: number) => {
    const sent: Sent[] = [];
    for (let made = 0; made < some; made += 1) {
      sent.push(await applyNew(stack, `intent-${(count += 1)}`, signal));
      await sleep(GAP_MS, undefined, { signal });
    }
    return sent;
  };
  report("warm-up");
  await applySome(Math.min(WARM_UP, applies));
  await sleep(SETTLE_MS, undefined, { signal });
  report("applies while nothing else happens");
  const before = await applySome(Math.ceil(applies / 2));

  const rows = await fleetRows(stack.databaseUrl);
  try {
    report("applies while the fleet is swept");
    const startedAt = performance.now();
    const countsBefore = await rows.swept();
    const sweeping = keepSweeping(stack.temporal, accounts);
    await sweeping.begun;
    await sleep(SETTLE_MS, undefined, { signal });
    const sent = await applySome(applies);
    report("the last sweeps end");
    const { sweeps } = await sweeping.stop();
    const sweptSeconds = (performance.now() - startedAt) / 1_000;
    const counts = await rows.swept();
    if (counts.failed > countsBefore.failed) throw new Error(`${counts.failed - countsBefore.failed} sweeps failed`);

    report("applies while nothing else happens");
    await sleep(SETTLE_MS, undefined, { signal });
    const after = await applySome(Math.floor(applies / 2));
    return {
      idle: await startDelays(stack, [...before, ...after]),
      swept: await startDelays(stack, sent),
      sweeps,
      looked: counts.looked - countsBefore.looked,
      sweptSeconds,
    };
  } finally {
    await rows.close();
  }
}
