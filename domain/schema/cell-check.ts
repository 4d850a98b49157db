/** One thing that was looked at between a cell and what it acts on. */
export interface CellFinding {
  readonly name: string;
  readonly ok: boolean;
  readonly found: string;
  /** What to do about it; absent where nothing is wrong. */
  readonly next?: string;
}

/** What a cell has found when it was asked to check itself. */
export interface CellCheckView {
  readonly cell: string;
  /** How often it was asked, all in all. */
  readonly asked: number;
  /** Up to which of these its findings answer; 0 where it has never answered. */
  readonly answered: number;
  /** Epoch milliseconds; absent where it has never answered. */
  readonly answeredAt?: number;
  readonly findings: readonly CellFinding[];
}
