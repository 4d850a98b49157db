import { setTimeout as sleep } from "node:timers/promises";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import type { ApiCalls } from "./api-calls.ts";
import type { Installation } from "./installation.ts";
import type { PlannedKill } from "./kill-plan.ts";
import { answersAgain, type Victim } from "./victims.ts";

/** A kill that was made. */
export interface MadeKill {
  readonly victim: Victim;
  /** From the kill until the one that followed answered; undefined when none did in time. */
  readonly recoveredMs: number | undefined;
}

/** How kills are made. */
export interface Killing {
  readonly installation: Installation;
  readonly api: ApiCalls;
  /** Epoch milliseconds after which no other kill begins. */
  readonly endAt: number;
  readonly say: (line: string) => void;
}

const VICTIM_LIMIT_MS = 60_000;
const RECOVERY_LIMIT_MS = 90_000;
const COMMAND_LIMIT_MS = 3_000;
const LOOK_EVERY_MS = 50;
const SAY_EVERY = 5;

/** Makes the planned kills one after the other, and answers those that were made. */
export async function killThings(plan: readonly PlannedKill[], killing: Killing): Promise<readonly MadeKill[]> {
  const made: Promise<MadeKill>[] = [];
  for (const { victim, pauseMs, waitsUntilBack } of plan) {
    await sleep(pauseMs);
    if (Date.now() > killing.endAt) break;
    if (victim === "api") await waitForCommand(killing.api);
    const kill = await killOne(victim, killing.installation);
    made.push(kill.recovered);
    if (made.length % SAY_EVERY === 0) killing.say(`${made.length} of ${plan.length} kills, the last: ${victim}`);
    if (waitsUntilBack) await kill.recovered;
  }
  return await Promise.all(made);
}

/** Kills one thing, once it lives, and answers how its recovery is going. */
export async function killOne(
  victim: Victim,
  installation: Installation,
): Promise<{ readonly recovered: Promise<MadeKill> }> {
  const look = async () => await installation.pid(victim);
  const pid = await waitUntil(look, { what: `the ${victim} lives`, limitMs: VICTIM_LIMIT_MS, everyMs: LOOK_EVERY_MS });
  const since = Date.now();
  if (victim === "supervisor") {
    await installation.replaceSupervisor();
    return { recovered: Promise.resolve({ victim, recoveredMs: Date.now() - since }) };
  }
  process.kill(pid, "SIGKILL");
  return { recovered: recovery(installation, { victim, pid, since }) };
}

/** Waits a little for a command to be on its way, so that the kill meets it. */
async function waitForCommand(api: ApiCalls): Promise<void> {
  const until = Date.now() + COMMAND_LIMIT_MS;
  while (api.openCommands() === 0 && Date.now() < until) await sleep(1);
}

async function recovery(
  installation: Installation,
  { victim, pid, since }: { readonly victim: Victim; readonly pid: number; readonly since: number },
): Promise<MadeKill> {
  while (Date.now() - since < RECOVERY_LIMIT_MS) {
    if (await answersAgain(installation, victim, pid)) return { victim, recoveredMs: Date.now() - since };
    await sleep(LOOK_EVERY_MS);
  }
  return { victim, recoveredMs: undefined };
}
