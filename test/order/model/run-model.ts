import fc from "fast-check";
import type { Check } from "../../crash/checks/check.ts";
import { Broken } from "./broken.ts";
import { describeSequence, type Sequence, sequences } from "./commands.ts";
import { TURN_RULES } from "./history.ts";
import { ACT_RULE, RULES } from "./invariants.ts";
import { openLane } from "./lane.ts";
import { REPEAT_RULE } from "./people.ts";
import { FAULT_RULE, play, type Played } from "./play.ts";
import { REST_RULE, SAME_RULE } from "./rest.ts";
import { addTo, tally, type Counts } from "./tally.ts";
import { OUTCOME_RULE } from "./unanswered.ts";

/** How many sequences are played. */
export interface ModelRun {
  readonly seed: number;
  readonly sequences: number;
  readonly commandsMax: number;
  /** So many databases side by side. */
  readonly lanes: number;
  /** After this instant, epoch milliseconds, no sequence is begun; those that were not are a failure. */
  readonly endAt: number;
  readonly say: (line: string) => void;
}

/** What was played, and what was wrong. */
export interface ModelReport {
  readonly checks: readonly Check[];
  readonly counts: Counts;
  readonly played: number;
  /** Each sequence that broke a rule, made as short as it gets. */
  readonly counterexamples: readonly string[];
}

const EVERY_MOMENT = [...RULES.map(({ name }) => name), ...Object.values(TURN_RULES), ACT_RULE, FAULT_RULE];
const EVERY_SEQUENCE = [REPEAT_RULE, REST_RULE, SAME_RULE, OUTCOME_RULE];
const SAY_EVERY = 250;

/** Plays random sequences straight on the real store, with the activities called in a random order. */
export async function runModel(run: ModelRun): Promise<ModelReport> {
  const counts = tally([]);
  const broken: { readonly rule: string; readonly text: string }[] = [];
  let played = 0;
  const onPlayed = (one: Played) => {
    played += 1;
    addTo(counts, one.counts);
    if (played % SAY_EVERY === 0) run.say(`${played} sequences played`);
  };
  const ofLane = Math.ceil(run.sequences / run.lanes);
  await Promise.all(
    Array.from({ length: run.lanes }, async (_, place) => {
      const found = await playInLane(run, { seed: run.seed + place, count: ofLane, onPlayed });
      if (found !== undefined) broken.push(found);
    }),
  );
  const moments = counts.get("checks of all rows") ?? 0;
  const check = (looked: number) => (name: string) => ({
    name,
    looked,
    problems: broken.filter(({ rule }) => rule === name).map(({ text }) => text),
  });
  const known = new Set([...EVERY_MOMENT, ...EVERY_SEQUENCE]);
  const unknown = broken.filter(({ rule }) => !known.has(rule)).map(({ text }) => text);
  const few = played >= run.sequences ? [] : [`only ${played} were, there was no time for more`];
  return {
    checks: [
      { name: `${run.sequences} sequences are played to their end`, looked: played, problems: [...few, ...unknown] },
      ...EVERY_MOMENT.map(check(moments)),
      ...EVERY_SEQUENCE.map(check(played)),
    ],
    counts,
    played,
    counterexamples: broken.map(({ text }) => text),
  };
}

async function playInLane(
  { commandsMax, endAt }: ModelRun,
  lane: { readonly seed: number; readonly count: number; readonly onPlayed: (played: Played) => void },
): Promise<{ readonly rule: string; readonly text: string } | undefined> {
  const { seed, count, onPlayed } = lane;
  const opened = await openLane();
  try {
    const property = fc.asyncProperty(sequences(commandsMax), async (sequence) =>
      onPlayed(await play(opened, sequence)),
    );
    const result = await fc.check(property, {
      seed,
      numRuns: count,
      interruptAfterTimeLimit: Math.max(1, endAt - Date.now()),
      markInterruptAsFailure: false,
    });
    if (!result.failed || result.counterexample === null) return undefined;
    const error = result.errorInstance;
    const rule = error instanceof Broken ? error.rule : "";
    const [sequence] = result.counterexample;
    return { rule, text: counterexample({ seed, path: result.counterexamplePath, error, sequence }) };
  } finally {
    await opened.close();
  }
}

function counterexample(found: {
  readonly seed: number;
  readonly path: string | null;
  readonly error: unknown;
  readonly sequence: Sequence;
}): string {
  const { seed, path, error, sequence } = found;
  const why = error instanceof Broken ? error.message : error instanceof Error ? error.stack : String(error);
  return [`seed ${seed}, path ${path ?? "none"}`, describeSequence(sequence), String(why)].join("\n");
}
