import { join } from "node:path";
import { memoryJournal, openJournal } from "../cloud/journal.ts";
import type { Write } from "./world.ts";

/** One accepted effect: what really happened, whatever its caller believes. */
export interface Effect {
  /** Counts from 1 without gaps. */
  readonly seq: number;
  /** When it was accepted, ISO 8601. */
  readonly at: string;
  readonly system: "slack";
  /** What was done, as `message.post`. */
  readonly op: string;
  /** What it was done to: channel and timestamp of a message, id of a view and the like. */
  readonly effectId: string;
  /** Id of the channel; null when it is about none. */
  readonly channel: string | null;
  /** The first `hf-…` text in it; null when there is none. */
  readonly key: string | null;
  /** Id of the user, or who else it was. */
  readonly actor: string;
  /** `api` is a call of the web API or a response URL, `person` what people do, `slack` what Slack does by itself. */
  readonly cause: "api" | "person" | "slack";
  /** False for what was accepted and changed nothing. */
  readonly changed: boolean;
  readonly before: unknown;
  readonly after: unknown;
  /** The fault that hid the answer; absent when there was none. */
  readonly fault?: string;
}

/** A line of the log: the effect, and the rows as it leaves them. */
export type TruthLine = Effect & { readonly writes: readonly Write[] };

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
  const effects: Effect[] = lines.map(withoutWrites);

  return {
    lines,
    log: {
      async append(line) {
        effects.push(withoutWrites(line));
        await journal.append(JSON.stringify(line));
      },
      settled: async () => await journal.settled(),
      effects: () => effects,
    },
  };
}

function withoutWrites({ writes: _writes, ...effect }: TruthLine): Effect {
  return effect;
}
