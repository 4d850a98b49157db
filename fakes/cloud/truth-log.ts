import { join } from "node:path";
import { memoryJournal, openJournal } from "./journal.ts";
import type { Journal } from "./journal.ts";
import { makeFleet, type Fleet } from "./make-fleet.ts";
import { PLACE_DEFAULT, type Place, type Resource } from "./resource.ts";

/** The answer to a call that changes something. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** One accepted effect: what really happened, whatever its caller believes. */
export interface Effect {
  /** Epoch milliseconds at which it was accepted. */
  readonly at: number;
  readonly effect: "create" | "update" | "delete";
  readonly id: string;
  /** The idempotency key; unique also for effects from outside, which have none. */
  readonly key: string;
  readonly type: string;
  readonly cause: "api" | "outside";
  /** Cloud seconds it takes, as drawn, before the time scale; 0 from outside. */
  readonly seconds: number;
  readonly propertiesDigest: string;
  /** Who did it; only from outside. */
  readonly by?: string;
}

/** What was answered under an idempotency key, and to which request. */
export interface RecordedAnswer {
  readonly key: string;
  readonly requestDigest: string;
  readonly answer: Answer;
}

/** What the log keeps of an effect besides the effect itself, to go on from after a restart. */
export interface EffectResult {
  /** The resource right after the effect; null when it is gone. */
  readonly after: Resource | null;
  /** Absent for effects from outside. */
  readonly recorded?: RecordedAnswer;
}

/** The truth log, with the answers that went with it. */
export interface TruthLog {
  /** Resolves when the effect is on disk. */
  appendEffect(effect: Effect, result: EffectResult): Promise<void>;
  /** Resolves when the answer is on disk. For accepted calls without an effect, which must stay without one. */
  appendAnswer(recorded: RecordedAnswer): Promise<void>;
  /** Resolves when the fleet is on disk: what it was made from, not its resources. */
  appendFleet(fleet: Fleet): Promise<void>;
  /** Resolves when all that was appended so far is on disk. */
  settled(): Promise<void>;
  /** The effects as JSON lines, oldest first. */
  lines(): readonly string[];
}

/** What a log held when it was opened. */
export interface Truth {
  readonly log: TruthLog;
  readonly effects: readonly Effect[];
  readonly resources: ReadonlyMap<string, Resource>;
  readonly answers: readonly RecordedAnswer[];
}

type EffectLine = Effect & { readonly result: EffectResult };

/**
 * Opens `effects.jsonl`, `answers.jsonl` and `fleets.jsonl` in a directory, which is made; without one, nothing outlives
 * the process.
 */
export async function openTruthLog(directory: string | undefined): Promise<Truth> {
  const effectFile = await openFile(directory, "effects.jsonl");
  const answerFile = await openFile(directory, "answers.jsonl");
  const fleetFile = await openFile(directory, "fleets.jsonl");
  const lines: string[] = [];
  const effects: Effect[] = [];
  const resources = new Map<string, Resource>();
  const answers: RecordedAnswer[] = answerFile.lines.map((line) => JSON.parse(line));

  // First: effects on what a fleet brought came after it.
  for (const line of fleetFile.lines) for (const made of makeFleet(JSON.parse(line))) resources.set(made.id, made);

  for (const line of effectFile.lines) {
    const { result, ...effect }: EffectLine = JSON.parse(line);
    effects.push(effect);
    lines.push(JSON.stringify(effect));
    if (result.after === null) resources.delete(effect.id);
    else resources.set(effect.id, placed(result.after));
    if (result.recorded !== undefined) answers.push(result.recorded);
  }

  const log: TruthLog = {
    async appendEffect(effect, result) {
      lines.push(JSON.stringify(effect));
      await effectFile.journal.append(JSON.stringify({ ...effect, result } satisfies EffectLine));
    },
    appendAnswer: async (recorded) => await answerFile.journal.append(JSON.stringify(recorded)),
    appendFleet: async (fleet) => await fleetFile.journal.append(JSON.stringify(fleet)),
    async settled() {
      await effectFile.journal.settled();
      await answerFile.journal.settled();
    },
    lines: () => lines,
  };
  return { log, effects, resources, answers };
}

/** A resource of a log from before there were accounts has none. */
function placed(resource: Omit<Resource, keyof Place> & Partial<Place>): Resource {
  return { account: PLACE_DEFAULT, region: PLACE_DEFAULT, ...resource };
}

async function openFile(directory: string | undefined, name: string): Promise<{ journal: Journal; lines: string[] }> {
  if (directory === undefined) return { journal: memoryJournal, lines: [] };
  return await openJournal(join(directory, name));
}
