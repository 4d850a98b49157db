import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { actorFor, type Actor, type ActorTools } from "./actor.ts";
import { apiCalls, type CommandRecord } from "./api-calls.ts";
import { checkKills } from "./checks/check-kills.ts";
import { checkEach, type Check } from "./checks/check.ts";
import { CLOUD_PROJECT, SHOP_PROJECT } from "./documents.ts";
import { startInstallation, type Installation } from "./installation.ts";
import { planKills, type KillPlan } from "./kill-plan.ts";
import { lineOn } from "./lines/line.ts";
import { startReceiver, type Receiver } from "./lines/receiver.ts";
import { lookForDamage } from "./look-for-damage.ts";
import { killThings, type MadeKill } from "./kill-things.ts";
import { prepareProjects } from "./prepare-projects.ts";
import { seededRandom } from "./random.ts";
import type { OperationRow, PromotionRow } from "./truth/control-rows.ts";

/** How large a crash test is. */
export interface CrashRun extends KillPlan {
  readonly seed: string;
  /** Environments of ten simulated components each. */
  readonly cloudEnvironments: number;
  /** Environments of a database and two services each. */
  readonly shopEnvironments: number;
  /** Pipelines of three environments of three simulated components each. */
  readonly lines: number;
  /** Epoch milliseconds after which nothing more is killed. */
  readonly endAt: number;
  readonly say: (line: string) => void;
}

/** What a crash test saw. */
export interface CrashReport {
  readonly checks: readonly Check[];
  readonly kills: readonly MadeKill[];
  readonly killedServices: number;
  readonly record: CommandRecord;
  readonly operations: readonly OperationRow[];
  readonly promotions: readonly PromotionRow[];
}

const START_APART_MS = 300;

/** Kills what the seed says while environments come, change and go; then lets everything come to rest, and looks. */
export async function runCrashTest(run: CrashRun): Promise<CrashReport> {
  const installation = await startInstallation(["--time-scale", "0.01"]);
  run.say(`the installation is ready in ${installation.files.stateDir}`);
  const receiver = await startReceiver();
  try {
    return await runOn(installation, receiver, run);
  } finally {
    await installation.close();
    await receiver.close();
  }
}

async function runOn(installation: Installation, receiver: Receiver, run: CrashRun): Promise<CrashReport> {
  const { say } = run;
  const random = seededRandom(run.seed);
  const api = apiCalls(installation, random.fork("lost answers"));
  await prepareProjects(installation, api);
  let killedServices = 0;
  const tools = (name: string): ActorTools => ({
    installation,
    api,
    random: random.fork(name),
    onKilledService: () => (killedServices += 1),
  });
  const actors = [
    ...names(run.cloudEnvironments, "cloud").map((name) => actorFor({ project: CLOUD_PROJECT, name }, tools(name))),
    ...names(run.shopEnvironments, "shop").map((name) => actorFor({ project: SHOP_PROJECT, name }, tools(name))),
  ];
  const commandFile = join(installation.files.stateDir, "notes-of-promotions");
  const { cloudUrl } = installation.addresses();
  const lines = names(run.lines, "line").map((project) =>
    lineOn({ project, receiverUrl: receiver.url, commandFile, cloudUrl }, { api, random: random.fork(project) }),
  );
  say(`${actors.length} environments and ${lines.length} pipelines come up`);
  const stopping = new AbortController();
  const acting = Promise.all(
    [...lines, ...actors].map(
      async (one, index) => await actLater(one, { afterMs: index * START_APART_MS, signal: stopping.signal }),
    ),
  );
  const kills = await Promise.race([
    killThings(planKills(random.fork("kills"), run), { installation, api, endAt: run.endAt, say }),
    acting.then(() => Promise.reject(new Error("an actor ended early"))),
  ]).finally(() => stopping.abort());
  await acting;
  say(`${kills.length} kills made; everything comes to rest`);
  const { checks, operations, promotions } = await lookForDamage({
    installation,
    api,
    actors,
    lines,
    steps: async () => ({ keysByPromotion: receiver.keysByPromotion, notes: await linesOf(commandFile) }),
    say,
  });
  const starts = checkEach("a supervisor starts on what another one left", installation.starts(), (problem) => problem);
  return {
    checks: [...checkKills(kills, run), starts, ...checks],
    kills,
    killedServices,
    record: api.record,
    operations,
    promotions,
  };
}

function names(count: number, prefix: string): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${index + 1}`);
}

async function linesOf(file: string): Promise<readonly string[]> {
  return (await readFile(file, "utf8").catch(() => "")).split("\n").filter((line) => line !== "");
}

async function actLater(
  actor: Pick<Actor, "act">,
  { afterMs, signal }: { readonly afterMs: number; readonly signal: AbortSignal },
): Promise<void> {
  await sleep(afterMs, undefined, { signal }).catch(() => undefined); // Cut short by the end of the test.
  await actor.act(signal);
}
