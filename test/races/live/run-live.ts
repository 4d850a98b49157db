import { setTimeout as sleep } from "node:timers/promises";
import { connectPostgres } from "../../../adapters/store/connect-postgres.ts";
import { waitUntil } from "../../../embedded/process/wait-until.ts";
import { APPROVAL_WORKFLOW } from "../../../workflows/messages.ts";
import type { Check } from "../../crash/checks/check.ts";
import { type Random, seededRandom } from "../../crash/random.ts";
import { inLanes } from "../../order/herd/in-lanes.ts";
import { count, type Counts, tally } from "../../order/model/tally.ts";
import type { Installation } from "../../setup/installation.ts";
import { peopleWorld } from "../../setup/people-world.ts";
import { BEFORE_THE_TURN } from "./before-the-turn.ts";
import { checkRaces } from "./check-races.ts";
import { DELETIONS } from "./deletions.ts";
import { JOININGS } from "./joinings.ts";
import { type RaceLine, raceLines } from "./race-line.ts";
import type { RaceKind, RaceStage } from "./race-stage.ts";
import { readRaces } from "./read-races.ts";
import { createRights, loserOf } from "./rights.ts";
import { VOTES_AT_ONCE } from "./votes-at-once.ts";
import { AWAY, AWAY_HAPPENS, AWAY_WITHIN_S, runAway } from "./workers-away.ts";

/** How many races are run through real workflows. */
export interface LiveRun {
  readonly seed: number;
  readonly sequences: number;
  /** So many side by side. */
  readonly atOnce: number;
  /** No race is begun after it, epoch milliseconds. */
  readonly endAt: number;
  /** How long people are asked while the workers are away, seconds; 20 by default. */
  readonly awayWithinS?: number;
  readonly say: (line: string) => void;
}

/** What was run, and what was wrong. */
export interface LiveReport {
  readonly checks: readonly Check[];
  readonly counts: Counts;
}

const KINDS: readonly RaceKind[] = [...VOTES_AT_ONCE, ...BEFORE_THE_TURN, ...JOININGS, ...DELETIONS];
const AWAY_WEIGHT = 5;
/** As many as a pipeline has stages, at most. */
const LINES_AT_ONCE = 40;
const AWAY_AT_ONCE = 20;
const SET_UP_LIMIT_MS = 300_000;
const SETTLE_LIMIT_MS = 60_000;

/** Runs races of every kind through real workflows, and looks at what they left. */
export async function runLive(holdfast: Installation, run: LiveRun): Promise<LiveReport> {
  const { seed, say } = run;
  const random = seededRandom(`live/${seed}`);
  const drawn = drawKinds(random, run.sequences);
  const counts = tally([]);
  const broken: string[] = [];
  let left = 0;
  const note = (kind: string) => (what: string) => count(counts, `${kind}: ${what}`);
  const losers = [...drawn.races.keys()].map(loserOf);
  const people = await peopleWorld(holdfast.store, {
    managers: ["ana", "bo", "cy", "dee"],
    directors: ["eve"],
    "on-call": ["oz"],
    ...Object.fromEntries(losers.map(({ person, group }) => [group, [person, "ana", "bo"]])),
  });
  const rights = createRights(holdfast.store, people);
  const stageOf = (line: RaceLine, place: number, kind: string): RaceStage => ({
    holdfast,
    line,
    people,
    rights,
    place,
    random: random.fork(`${kind}/${place}`),
    note: note(kind),
  });
  const races = [...drawn.races.entries()];
  for (let from = 0; from < races.length; from += LINES_AT_ONCE) {
    const some = races.slice(from, from + LINES_AT_ONCE);
    if (Date.now() > run.endAt) {
      left += some.length;
      continue;
    }
    const wishes = some.map(([place, kind]) => kind.wish(people, place));
    const lines = await raceLines(holdfast, wishes, SET_UP_LIMIT_MS);
    await inLanes([...some.entries()], run.atOnce, async ([at, [place, kind]]) => {
      const line = lines[at];
      if (line === undefined) throw new Error("there is a line for each race");
      try {
        await kind.run(stageOf(line, place, kind.name));
        count(counts, `${kind.name}: run`);
      } catch (error) {
        broken.push(`seed ${seed}, race ${place}, ${kind.name}: ${textOf(error)}`);
      }
    });
    say(`${Math.min(from + LINES_AT_ONCE, races.length)} of ${races.length} races are over`);
  }
  for (let from = 0; from < drawn.away; from += AWAY_AT_ONCE) {
    const some = Math.min(AWAY_AT_ONCE, drawn.away - from);
    if (Date.now() > run.endAt) {
      left += some;
      continue;
    }
    const gate = { from: people.group("managers"), count: 2, within: `${run.awayWithinS ?? AWAY_WITHIN_S}s` };
    const lines = await raceLines(
      holdfast,
      Array.from({ length: some }, () => ({ gate })),
      SET_UP_LIMIT_MS,
    );
    try {
      const stages = lines.map((line, place) => stageOf(line, from + place, AWAY));
      await runAway(stages, random);
      count(counts, `${AWAY}: run`, some);
    } catch (error) {
      broken.push(`seed ${seed}, ${AWAY}: ${textOf(error)}`);
    }
    say(`${from + some} of ${drawn.away} races with the workers away are over`);
  }
  const postgres = connectPostgres(holdfast.databaseUrl, { poolMax: 2 });
  try {
    const checks = await settled(async () => checkRaces(await readRaces(postgres), rights));
    return {
      checks: [
        {
          name: "every race comes to its end",
          looked: run.sequences,
          problems: [...broken, ...(left === 0 ? [] : [`${left} were not begun in time`])],
        },
        ...checks,
        { name: "no workflow of an approval is left", looked: 1, problems: await workflowsLeft(holdfast) },
        happened(counts),
      ].map((check) => ({ ...check, name: `live: ${check.name}` })),
      counts,
    };
  } finally {
    await postgres.close();
  }
}

function drawKinds(random: Random, sequences: number): { readonly races: readonly RaceKind[]; readonly away: number } {
  const total = KINDS.reduce((sum, { weight }) => sum + weight, AWAY_WEIGHT);
  const away = Math.floor((sequences * AWAY_WEIGHT) / total);
  const whole = KINDS.flatMap((kind) =>
    Array.from({ length: Math.max(1, Math.floor((sequences * kind.weight) / total)) }, () => kind),
  );
  const more = Array.from({ length: Math.max(0, sequences - away - whole.length) }, () => random.pick(KINDS));
  return { races: random.shuffle([...whole, ...more]), away };
}

/** Repeats checks until nothing is wrong any more, or for a while: what is on its way comes to its end. */
async function settled(look: () => Promise<readonly Check[]>): Promise<readonly Check[]> {
  const until = Date.now() + SETTLE_LIMIT_MS;
  for (;;) {
    const checks = await look();
    if (Date.now() > until || checks.every(({ problems }) => problems.length === 0)) return checks;
    await sleep(1_000);
  }
}

async function workflowsLeft({ client }: Installation): Promise<readonly string[]> {
  let left: string[] = [];
  await waitUntil(
    async () => {
      left = [];
      const query = `WorkflowType = '${APPROVAL_WORKFLOW}' and ExecutionStatus = 'Running'`;
      for await (const { workflowId } of client.workflow.list({ query })) left.push(workflowId);
      return left.length === 0;
    },
    { what: "no approval is awaited", limitMs: SETTLE_LIMIT_MS, everyMs: 500 },
  ).catch(() => undefined);
  return left;
}

/** What has to happen has happened often enough for the run to prove something. */
function happened(counts: Counts): Check {
  const kinds = [...KINDS.map(({ name, happens }) => ({ name, happens })), { name: AWAY, happens: AWAY_HAPPENS }];
  const wanted = kinds.flatMap(({ name, happens }) => {
    const runs = counts.get(`${name}: run`) ?? 0;
    return Object.entries(happens).map(([what, share]) => {
      const least = runs < 10 ? 0 : Math.floor(runs * share);
      const times = counts.get(`${name}: ${what}`) ?? 0;
      return {
        what: `${name}: ${what}: ${times} times in ${runs} runs, at least ${least} are wanted`,
        isEnough: times >= least,
      };
    });
  });
  return {
    name: "each kind of race has happened often enough",
    looked: wanted.length,
    problems: wanted.filter(({ isEnough }) => !isEnough).map(({ what }) => what),
  };
}

const textOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
