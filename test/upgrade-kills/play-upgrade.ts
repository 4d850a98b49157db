import { setTimeout as sleep } from "node:timers/promises";
import type { AcceptedAnswer, EnvironmentDetail, OperationView } from "../../cli/answers.ts";
import type { Plan } from "../../domain/schema/plan.ts";
import { stepsOf } from "../../domain/plan-nodes.ts";
import type { UpgradeStep } from "../../domain/schema/upgrade.ts";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import type { WorkerRole } from "../effects/installation.ts";
import type { TruthLine } from "../fakes/start-fake-eks.ts";
import { upgradeWish, type UpgradeWishes } from "../upgrades/upgrade-documents.ts";
import type { PlannedKill } from "./draw-kills.ts";
import { truthOf } from "./truth.ts";
import { backAgain, type World } from "./world.ts";

/** A kill that was made. */
export interface MadeKill {
  readonly victims: readonly WorkerRole[];
  readonly at: number;
  /** Number of the line of the truth that it came after, counted from the first of the upgrade. */
  readonly line: number;
  /** What that line says. */
  readonly during: string;
  /** Until all victims asked for work again, milliseconds. */
  readonly awayMs: number;
}

/** What became of one upgrade. */
export interface PlayedUpgrade {
  readonly environment: string;
  /** The steps that the dry run showed. */
  readonly shown: readonly UpgradeStep[];
  readonly operation: OperationView;
  readonly found: EnvironmentDetail;
  /** Everything about its cluster since that was made. */
  readonly truth: readonly TruthLine[];
  /** Number of the last line before the upgrade. */
  readonly since: number;
  readonly wanted: number;
  readonly kills: readonly MadeKill[];
}

/** What is upgraded, and who dies meanwhile. */
export interface UpgradeToPlay {
  readonly environment: string;
  readonly from: string;
  readonly to: string;
  /** Given how many lines of the truth it will have. */
  readonly drawKills: (lines: number) => readonly PlannedKill[];
  readonly signal?: AbortSignal | undefined;
}

const LIMIT_MS = 600_000;
const EVERY_MS = 100;
const OPEN: readonly string[] = ["Accepted", "Running"];

/** Sets up a cluster with everything in it, upgrades it, and kills processes meanwhile. */
export async function playUpgrade(world: World, wish: UpgradeToPlay): Promise<PlayedUpgrade> {
  const { environment, from, to, signal } = wish;
  await setUp(world, { environment, version: from });
  const wishes = { environment, release: "1.1.0", version: to };
  const shown = await dryRun(world, wishes);
  // A move begins, and it ends.
  const kills = wish.drawKills(2 * shown.filter(({ phase }) => phase !== "insights").length);
  const since = (await truthOf(world, environment)).at(-1)?.seq ?? 0;
  const operationId = await begin(world, wishes);
  const made: MadeKill[] = [];
  for (const kill of kills) {
    const count = async () => (await truthOf(world, environment, since)).length;
    const isDue = async () => (await count()) >= kill.line || !(await isOpen(world, operationId));
    await waitUntil(isDue, {
      what: `line ${kill.line} of ${environment}`,
      limitMs: LIMIT_MS,
      everyMs: EVERY_MS,
      signal,
    });
    await sleep(kill.afterMs, undefined, { signal });
    if (!(await isOpen(world, operationId))) break;
    made.push(await killNow(world, { ...kill, environment, since }));
  }
  const operation = await ended(world, operationId, signal);
  return {
    environment,
    shown,
    operation,
    found: await world.api.get<EnvironmentDetail>(`/v1/environments/lab/${environment}`),
    truth: await truthOf(world, environment),
    since,
    wanted: kills.length,
    kills: made,
  };
}

/** Makes a cluster with everything in it. */
export async function setUp(
  world: World,
  { environment, version }: { readonly environment: string; readonly version: string },
): Promise<void> {
  const operation = await ended(world, await begin(world, { environment, release: "1.0.0", version }));
  if (operation.state !== "Succeeded")
    throw new Error(`the set-up of ${environment} ${operation.state}: ${operation.reason}`);
}

/** Asks for a version, and answers the operation. */
export async function begin(world: World, wishes: UpgradeWishes): Promise<string> {
  const { results } = await world.api.send<AcceptedAnswer>("/v1/apply", upgradeWish(wishes));
  const id = results.find(({ operationId }) => operationId !== undefined)?.operationId;
  if (id === undefined) throw new Error(`nothing runs for ${wishes.environment}`);
  return id;
}

/** Waits for the end of an operation. */
export async function ended(world: World, operationId: string, signal?: AbortSignal): Promise<OperationView> {
  const look = async () => {
    const operation = await world.api.get<OperationView>(`/v1/operations/${operationId}`);
    return OPEN.includes(operation.state) ? undefined : operation;
  };
  return await waitUntil(look, { what: `${operationId} has ended`, limitMs: LIMIT_MS, everyMs: EVERY_MS, signal });
}

/** Kills, waits until the next ones ask for work, and tells when it was. */
async function killNow(
  world: World,
  { victims, environment, since }: PlannedKill & { readonly environment: string; readonly since: number },
): Promise<MadeKill> {
  const lines = await truthOf(world, environment, since);
  const before = new Map<WorkerRole, number>();
  for (const role of victims) before.set(role, await world.begun(role));
  const at = Date.now();
  await Promise.all(victims.map(world.kill));
  await backAgain(world, before);
  return { victims, at, line: lines.length, during: lineWords(lines.at(-1)), awayMs: Date.now() - at };
}

async function isOpen(world: World, operationId: string): Promise<boolean> {
  return OPEN.includes((await world.api.get<OperationView>(`/v1/operations/${operationId}`)).state);
}

async function dryRun(world: World, wishes: UpgradeWishes): Promise<readonly UpgradeStep[]> {
  const answer = await world.api.send<{ readonly plans: readonly { readonly plan: Plan }[] }>(
    "/v1/apply?dryRun=true",
    upgradeWish(wishes),
  );
  return (answer.plans[0]?.plan.upgrades ?? []).flatMap(stepsOf);
}

function lineWords(line: TruthLine | undefined): string {
  if (line === undefined) return "nothing has moved yet";
  const name = String(line["resource"]).split("/").slice(4).join("/");
  return `${String(line["operation"])}${name === "" ? "" : ` of ${name}`}`;
}
