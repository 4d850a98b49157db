import { join } from "node:path";
import { memoryJournal, openJournal } from "../cloud/journal.ts";
import type { Result } from "./world.ts";

/** One accepted effect: what really happened, whatever its caller believes. */
export interface Effect {
  /** Counts from 1 without gaps. */
  readonly seq: number;
  /** When it was accepted, ISO 8601. */
  readonly at: string;
  readonly system: "jira";
  /** What was done, as `issue.create`. */
  readonly op: string;
  /** What it was done to: issue key, comment id, deployment and the like. */
  readonly effectId: string;
  /** Key of the issue at that time; null when it is about none. */
  readonly issue: string | null;
  /** The first `hf-…` text in it; null when there is none. */
  readonly key: string | null;
  /** Email of the account, or who else it was. */
  readonly actor: string;
  readonly cause: "api" | "person" | "auto";
  /** False for what was accepted and changed nothing. */
  readonly changed: boolean;
  readonly before: unknown;
  readonly after: unknown;
  /** The fault that hid the answer; absent when there was none. */
  readonly fault?: string;
}

/** A line of the log: the effect, and what it takes to go on from there after a restart. */
export type TruthLine = Effect & { readonly result: Result };

/** The truth log. */
export interface TruthLog {
  /** Resolves when the effect is on disk. */
  append(line: TruthLine): Promise<void>;
  /** Resolves when all that was appended so far is on disk. */
  settled(): Promise<void>;
  /** The effects, oldest first. */
  effects(): readonly Effect[];
}

/** Opens `truth.jsonl` in a directory, which is made, with its lines; without one, nothing outlives the process. */
export async function openTruthLog(directory: string | undefined): Promise<{ log: TruthLog; lines: TruthLine[] }> {
  const { journal, lines: texts } =
    directory === undefined ? { journal: memoryJournal, lines: [] } : await openJournal(join(directory, "truth.jsonl"));
  const lines: TruthLine[] = texts.map((text) => JSON.parse(text));
  const effects: Effect[] = lines.map(withoutResult);

  return {
    lines,
    log: {
      async append(line) {
        effects.push(withoutResult(line));
        await journal.append(JSON.stringify(line));
      },
      settled: async () => await journal.settled(),
      effects: () => effects,
    },
  };
}

function withoutResult({ result: _result, ...effect }: TruthLine): Effect {
  return effect;
}
