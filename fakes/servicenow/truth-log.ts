import { join } from "node:path";
import { memoryJournal, openJournal } from "./journal.ts";
import type { Row, TableName } from "./rows.ts";

/** What kind of thing happened to a change. A move to Closed is a `close`, one to Canceled a `cancel`. */
export type EffectKind =
  | "create"
  | "update"
  | "hold"
  | "unhold"
  | "note"
  | "comment"
  | "ask"
  | "vote"
  | "move"
  | "close"
  | "cancel"
  | "task"
  | "conflict-check"
  | "schedule-search"
  | "delete";

/** What an effect says besides whom it happened to. */
export interface EffectFacts {
  readonly effect: EffectKind;
  /** States of the change before and after a move. A forced state has them, too. */
  readonly from?: string;
  readonly to?: string;
  /** The derived approval after a move. */
  readonly approval?: string;
  /** Names of the columns that changed. */
  readonly fields?: readonly string[];
  /** Text of a note, a comment or a vote. */
  readonly text?: string;
  /** User names of who was asked. */
  readonly approvers?: readonly string[];
  readonly vote?: string;
  readonly closeCode?: string;
  /** Number of a task, and the state that it has now. */
  readonly task?: string;
  readonly taskState?: string;
}

/** One accepted effect: what really happened, whatever its caller believes. */
export interface Effect extends EffectFacts {
  /** Counts from 1. */
  readonly seq: number;
  /** Epoch milliseconds at which it was accepted. */
  readonly at: number;
  readonly number: string;
  readonly sysId: string;
  readonly correlationId: string;
  readonly type: string;
  /** User name, or `system` for the instance itself. */
  readonly actor: string;
  /** `api` is a call of the vendor's API, `person` a click on the page, `instance` a move by itself. */
  readonly cause: "api" | "person" | "instance";
}

/** One record as an effect leaves it; null when it is gone. */
export interface Write {
  readonly table: TableName;
  readonly sysId: string;
  readonly row: Row | null;
}

/** The truth log. */
export interface TruthLog {
  /** Resolves when the effects of one call, with the records they leave, are on disk. */
  append(effects: readonly Effect[], writes: readonly Write[]): Promise<void>;
  /** Resolves when all that was appended so far is on disk. */
  settled(): Promise<void>;
  /** The effects, oldest first. */
  effects(): readonly Effect[];
}

/** What a log held when it was opened. */
export interface Truth {
  readonly log: TruthLog;
  readonly writes: readonly Write[];
}

type EffectLine = Effect & { readonly writes?: readonly Write[] };

/** Opens `truth.jsonl` in a directory, which is made; without one, nothing outlives the process. */
export async function openTruthLog(directory: string | undefined): Promise<Truth> {
  const file =
    directory === undefined ? { journal: memoryJournal, lines: [] } : await openJournal(join(directory, "truth.jsonl"));
  const effects: Effect[] = [];
  const writes: Write[] = [];
  for (const line of file.lines) {
    const { writes: left = [], ...effect }: EffectLine = JSON.parse(line);
    effects.push(effect);
    writes.push(...left);
  }

  const log: TruthLog = {
    async append(added, left) {
      effects.push(...added);
      // On the last line, so that records are there only when all effects are.
      const lines = added.map((effect, index) => (index === added.length - 1 ? { ...effect, writes: left } : effect));
      await file.journal.append(lines.map((line) => JSON.stringify(line)));
    },
    settled: async () => await file.journal.settled(),
    effects: () => effects,
  };
  return { log, writes };
}
