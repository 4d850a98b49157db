import type { CellCheckView } from "../../domain/schema/cell-check.ts";

/** What the truth holds of the checks that cells make of themselves. */
export interface StoreOfCellChecks {
  /** Asks a cell to check itself, and answers how often that was asked by now. */
  requestCellCheck(cell: string): Promise<number>;
  /** What a cell found last; undefined where it was never asked. */
  getCellCheck(cell: string): Promise<CellCheckView | undefined>;
}
