import { setTimeout as sleep } from "node:timers/promises";
import { checkEach } from "../crash/checks/check.ts";
import { seededRandom } from "../crash/random.ts";
import { checkDeaths, type Deaths } from "./checks/check-deaths.ts";
import { checkEffects } from "./checks/check-effects.ts";
import { checkChanges, checkIssues, checkPromotions } from "./checks/check-ends.ts";
import { checkFaults, type Faults } from "./checks/check-faults.ts";
import { tallyEffects } from "./checks/tally.ts";
import { DATABASE, environmentOf, FIRST_RELEASE, PROJECT, releaseFor } from "./documents.ts";
import { faultInjection } from "./fault-injection.ts";
import { planFaults, statedFaults, type FaultWish } from "./fault-plan.ts";
import { DRY_LANE, MIDDLE, WIRE_POINTS, type Lane } from "./lanes.ts";
import { middleDeaths, type MiddleDeaths } from "./middle-deaths.ts";
import type { ChooseDeaths } from "./named-deaths.ts";
import { prepareLanes, prepareRelease } from "./prepare-lanes.ts";
import type { EffectsReport } from "./print-report.ts";
import type { PromotionRun } from "./promotion-run.ts";
import type { Scenario } from "./scenarios.ts";
import { readTruth } from "./truth/read-truth.ts";
import { startWorld, type World } from "./world.ts";

/** How large a test of effects is. */
export interface EffectsRun {
  readonly seed: string;
  /** The scenarios of each lane; every one is among those of the dry lane. */
  readonly scenariosOf: (lane: Lane) => readonly Scenario[];
  /** Lanes in which workers die. */
  readonly lanes: readonly Lane[];
  /** Which of the named points that were found are deaths; all of them by default. */
  readonly choose?: ChooseDeaths;
  readonly faults: FaultWish;
  /** How long the search index of Jira lags while there are faults, at most. */
  readonly indexLagMs: number;
  /** Epoch milliseconds after which nothing is waited for any more. */
  readonly endAt: number;
  /** Gives up: everything is stopped, and its reason thrown. */
  readonly signal?: AbortSignal;
  readonly say: (line: string) => void;
}

const DEATH_ROUNDS_MAX = 3;
const FAULT_ROUNDS_MAX = 6;
const LOOK_EVERY_MS = 500;

/** Promotes: once alone, then with a death at every point, then with faults; and asks the systems what really happened. */
export async function runEffectsTest(run: EffectsRun): Promise<EffectsReport> {
  const world = await startWorld();
  run.say(`the installation is ready in ${world.installation.files.stateDir}`);
  try {
    return await runIn(world, run);
  } finally {
    await world.close();
  }
}

async function runIn(world: World, run: EffectsRun): Promise<EffectsReport> {
  const { say, scenariosOf, seed } = run;
  const { named, wire, runs } = world;
  const lanes = [DRY_LANE, ...run.lanes];
  await prepareLanes(world, lanes, scenariosOf);
  say(`${lanes.flatMap(scenariosOf).length} environments are ready`);

  await promoteNext(world, run, [DRY_LANE]);
  const planned = named.plan(run.lanes, run.choose);
  const calls = wire.plan(named.effects());
  say(`the dry run found ${planned.length} named points to die at, and ${calls.length} other kinds of calls`);

  const middle = await watchMiddle(world, run);
  await Promise.all(Object.values(world.installation.workers).map(async (worker) => await worker.kill()));
  const atWire = WIRE_POINTS.filter((point) => run.lanes.some(({ deaths }) => deaths === point));
  const plannedOnWire = atWire.flatMap((at) => calls.map((name) => ({ at, name })));
  const deathsNow = (): Deaths => ({
    planned,
    named: named.died(),
    plannedOnWire,
    onWire: wire.died(),
    inMiddle: middle?.died(),
  });
  try {
    await promoteUntilAllDied(world, run, deathsNow);
  } finally {
    await middle?.stop();
  }
  const deaths = deathsNow();
  say(`workers died ${deaths.named.length} times at named points, ${deaths.onWire.length} times on the wire`);

  const faults = await promoteWithFaults(world, run, lanes);
  const truth = await readTruth(world);
  const tallies = tallyEffects(runs, truth.facts);
  const checks = [
    checkPromotions(truth.ended),
    ...checkChanges(runs, truth.changes),
    ...checkIssues(runs, truth.issues),
    ...checkEffects({ runs, tallies, facts: truth.facts, ledger: truth.ledger }),
    ...checkDeaths(deaths),
    ...checkFaults(faults),
    checkEach("a worker that died was followed by another", Object.values(world.installation.workers), (worker) =>
      worker.lives() > 1 ? undefined : "it never died",
    ),
  ];
  return { seed, promotions: runs.length, tallies, deaths, faults, checks };
}

/** Watches the database of the lane in which workers die in the middle of things, if there is one. */
async function watchMiddle(
  { api, installation }: World,
  { lanes, scenariosOf }: EffectsRun,
): Promise<MiddleDeaths | undefined> {
  const lane = lanes.find(({ deaths }) => deaths === MIDDLE);
  const scenario = lane === undefined ? undefined : scenariosOf(lane).find(({ hasDatabase }) => hasDatabase);
  if (lane === undefined || scenario === undefined) return undefined;
  const environment = environmentOf(scenario, lane);
  const uid = await api.componentUid({ project: PROJECT, environment, component: `database-${lane.id}` });
  return await middleDeaths(installation, { uid, database: DATABASE });
}

/** Makes the next release of some lanes, promotes it everywhere, and waits until every promotion has closed what it had opened. */
async function promoteNext(
  world: World,
  { scenariosOf, endAt, signal, say }: Pick<EffectsRun, "scenariosOf" | "endAt" | "signal" | "say">,
  lanes: readonly Lane[],
): Promise<void> {
  const { api, runs } = world;
  const begun: PromotionRun[] = [];
  for (const lane of lanes) {
    const release =
      Math.max(FIRST_RELEASE, ...runs.filter((one) => one.lane.id === lane.id).map((one) => one.release)) + 1;
    await prepareRelease(world, lane, release);
    for (const scenario of scenariosOf(lane)) {
      const environment = environmentOf(scenario, lane);
      const version = releaseFor(scenario, lane, release);
      const id = await api.promote({ project: PROJECT, environment, release: version });
      begun.push({ id, lane, scenario, release, environment });
    }
  }
  runs.push(...begun);
  let saidLeft = begun.length;
  for (;;) {
    const open = new Set(await world.open());
    const left = begun.filter(({ id }) => open.has(id)).length;
    if (left <= saidLeft / 2) {
      saidLeft = left;
      say(`${begun.length - left} of ${begun.length} promotions have ended`);
    }
    if (left === 0 || Date.now() > endAt) return;
    await sleep(LOOK_EVERY_MS, undefined, { signal });
  }
}

/**
 * Promotes release after release in the lanes in which workers die, until they have died everywhere. A death may keep a
 * promotion from its own one: what it has done then, the next worker finds and does not do again.
 */
async function promoteUntilAllDied(world: World, run: EffectsRun, deathsNow: () => Deaths): Promise<void> {
  const areLeft = () => checkDeaths(deathsNow()).some(({ problems }) => problems.length > 0);
  for (let round = 1; round <= DEATH_ROUNDS_MAX && (round === 1 || areLeft()) && Date.now() < run.endAt; round += 1) {
    await promoteNext(world, run, run.lanes);
  }
}

/** Promotes release after release until every fault has met its call. */
async function promoteWithFaults(world: World, run: EffectsRun, lanes: readonly Lane[]): Promise<Faults> {
  const { jira } = world;
  const injection = faultInjection(world);
  await world.lag(run.indexLagMs);
  const createsBefore = (await jira.effects("issue.create")).length;
  await injection.begin(planFaults(seededRandom(run.seed).fork("faults"), run.faults));
  for (let round = 1; round <= FAULT_ROUNDS_MAX && (await injection.waiting()) > 0; round += 1) {
    if (Date.now() > run.endAt) break;
    await promoteNext(world, run, lanes);
    run.say(`${await injection.waiting()} faults still wait for their calls`);
  }
  await injection.end();
  const lagged = (await jira.effects("issue.create")).length - createsBefore;
  return {
    count: run.faults.count,
    stated: statedFaults(run.faults),
    injected: await injection.injected(),
    lagged,
  };
}
