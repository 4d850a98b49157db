import fc from "fast-check";
import { setTimeout as sleep } from "node:timers/promises";
import { connectPostgres, type Postgres } from "../../../adapters/store/connect-postgres.ts";
import { OrchestratorError } from "../../../domain/errors.ts";
import type { Check } from "../../crash/checks/check.ts";
import type { Installation } from "../../setup/installation.ts";
import { unique } from "../../setup/temporal.ts";
import { inLanes } from "../herd/in-lanes.ts";
import { Broken } from "../model/broken.ts";
import {
  type Command,
  describeCommand,
  describeSequence,
  isOfMachine,
  type Sequence,
  sequences,
} from "../model/commands.ts";
import { createHistory, type Finding, TURN_RULES } from "../model/history.ts";
import { RULES } from "../model/invariants.ts";
import { beginningOf } from "../model/line.ts";
import { createPeople, REPEAT_RULE, WrongRepeat } from "../model/people.ts";
import { brokenAtRest, REST_RULE } from "../model/rest.ts";
import { addTo, count, type Counts, tally } from "../model/tally.ts";
import { readTruth, type Truth } from "../model/truth.ts";
import { OUTCOME_RULE, unanswered } from "../model/unanswered.ts";
import { findingsOf, throwFirst } from "../model/watch.ts";
import type { MovedClock } from "../turns/clock.ts";
import { liveMachine, type LiveMachine } from "./live-machine.ts";

/** How many sequences are played through real Temporal. */
export interface LiveRun {
  readonly seed: number;
  readonly sequences: number;
  readonly commandsMax: number;
  readonly atOnce: number;
  readonly clock: MovedClock;
  readonly say: (line: string) => void;
}

/** What was played, and what was wrong. */
export interface LiveReport {
  readonly checks: readonly Check[];
  readonly counts: Counts;
}

const REST_LIMIT_MS = 90_000;
const REST_EVERY_MS = 300;

/** Plays random sequences on an installation, several side by side, each in a project of its own. */
export async function runLive(holdfast: Installation, run: LiveRun): Promise<LiveReport> {
  const { seed, commandsMax, atOnce, clock, say } = run;
  const drawn = fc.sample(sequences(commandsMax), { seed, numRuns: run.sequences });
  const postgres = connectPostgres(holdfast.databaseUrl, { poolMax: 4 });
  const machine = liveMachine(holdfast, clock);
  const counts = tally([]);
  const broken: { readonly rule: string; readonly text: string }[] = [];
  let played = 0;
  let moments = 0;
  try {
    await inLanes([...drawn.entries()], atOnce, async ([place, sequence]) => {
      try {
        const one = await playLive({ holdfast, postgres, machine, clock }, sequence);
        addTo(counts, one.counts);
        moments += one.moments;
        played += 1;
        if (played % 10 === 0) say(`${played} sequences played`);
      } catch (error) {
        const rule = error instanceof Broken ? error.rule : "";
        const why = error instanceof Error ? (error instanceof Broken ? error.message : error.stack) : String(error);
        broken.push({ rule, text: `seed ${seed}, sequence ${place}\n${describeSequence(sequence)}\n${why}` });
      }
    });
  } finally {
    await postgres.close();
  }
  const names = [...RULES.map(({ name }) => name), ...Object.values(TURN_RULES), REPEAT_RULE, REST_RULE, OUTCOME_RULE];
  const problemsOf = (name: string) => broken.filter(({ rule }) => rule === name).map(({ text }) => text);
  const unknown = broken.filter(({ rule }) => !names.includes(rule)).map(({ text }) => text);
  return {
    checks: [
      {
        name: `through Temporal: ${run.sequences} sequences are played to their end`,
        looked: played,
        problems: unknown,
      },
      ...names.map((name) => ({ name: `through Temporal: ${name}`, looked: moments, problems: problemsOf(name) })),
    ],
    counts,
  };
}

interface Stage {
  readonly holdfast: Installation;
  readonly postgres: Postgres;
  readonly machine: LiveMachine;
  readonly clock: MovedClock;
}

async function playLive(
  { holdfast, postgres, machine, clock }: Stage,
  { shape, commands }: Sequence,
): Promise<{ readonly counts: Counts; readonly moments: number }> {
  const { store, records } = holdfast;
  const project = unique("live");
  const counts = tally([]);
  const people = createPeople({ store, records }, project, { step: { kind: "wait", config: { for: "1ms" } } });
  let before: Truth | undefined;
  let moments = 0;
  /** Rows change while they are read, so all events are read each time, in the order of their numbers. */
  const look = async (): Promise<{
    readonly truth: Truth;
    readonly findings: readonly Finding[];
    readonly history: ReturnType<typeof createHistory>;
  }> => {
    const truth = await readTruth(postgres, project, 0);
    const history = createHistory(project, people.pipelines);
    const ofEvents = history.read(truth.events, truth.promotions);
    const findings = [...ofEvents, ...findingsOf({ before, now: truth, history })];
    before = truth;
    moments += 1;
    return { truth, findings, history };
  };
  const perform = async (command: Command) => {
    const { truth, findings } = await look();
    throwFirst(`before "${describeCommand(command)}"`, findings);
    try {
      const isDone = isOfMachine(command) ? await machine.operate(command, truth) : await people.act(command, truth);
      if (isDone) count(counts, `command ${command.do}`);
    } catch (error) {
      if (error instanceof WrongRepeat) throw new Broken(REPEAT_RULE, describeCommand(command), [error.message]);
      if (!(error instanceof OrchestratorError)) throw error;
      count(counts, `refused ${command.do}: ${error.code}`);
    }
  };
  /** Waits until nothing is wrong with what is at rest; what is wrong for too long is thrown. */
  const rest = async (when: string): Promise<Truth> => {
    const until = Date.now() + REST_LIMIT_MS;
    await store.lookAtAll();
    for (let round = 1; ; round += 1) {
      const { truth, findings, history } = await look();
      throwFirst(when, findings);
      const waiting = [
        ...brokenAtRest({ truth, history, pipelines: people.pipelines }),
        ...(await unanswered(postgres, project)).map((verb) => ({ rule: OUTCOME_RULE, problem: verb })),
      ];
      if (waiting.length === 0) return truth;
      if (Date.now() > until) throwFirst(when, waiting);
      // What waits for a timer of the product waits for less.
      if (round % 20 === 0) {
        clock.pass(31_000);
        await store.lookAtAll();
      }
      await sleep(REST_EVERY_MS);
    }
  };
  const actor = { kind: "person", name: project } as const;
  await store.acceptApply({ key: project, digest: "", actor, traceId: "" }, beginningOf(project));
  await rest("when all environments come up");
  await perform({ do: "pipeline", shape });
  for (const command of commands) await perform(command);
  const stood = await rest("after all commands");
  await people.leave(stood);
  const end = await rest("after everything was deleted");
  addTo(counts, tally(end.promotions.map(({ kind, state }) => `promotion ${kind} ${state}`)));
  addTo(counts, tally(end.operations.map(({ kind, state }) => `operation ${kind} ${state}`)));
  return { counts, moments };
}
