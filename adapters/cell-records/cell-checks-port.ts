import type { CellFinding } from "../../domain/schema/cell-check.ts";

/** Checks that a cell is asked to make of itself. */
export interface CellChecks {
  /** The number of the newest question that waits for an answer; undefined where none does. */
  asked(cell: string): Promise<number | undefined>;
  /** Answers up to a question. Safe to repeat; an older answer than the last one changes nothing. */
  answer(cell: string, asked: number, findings: readonly CellFinding[]): Promise<void>;
}
