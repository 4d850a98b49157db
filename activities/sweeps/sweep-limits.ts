/** How long looking for drift may take, and how much of it is done at once. Times are milliseconds. */
export interface SweepLimits {
  /** A part begins nothing new after this. */
  readonly partMs: number;
  /** One look at one component. */
  readonly lookMs: number;
  /** One page of a listing. */
  readonly listMs: number;
  readonly looksAtOnce: number;
  /** Findings that are recorded in one transaction. */
  readonly foundAtOnce: number;
  /** Components that are read in one go before they are looked at. */
  readonly targetsAtOnce: number;
}

/** Those of the product. A part that begins a page at its last moment still ends within the minute that Temporal gives it. */
export const SWEEP_LIMITS: SweepLimits = {
  partMs: 20_000,
  lookMs: 10_000,
  listMs: 15_000,
  looksAtOnce: 16,
  foundAtOnce: 500,
  // Rows are taken apart in one go: more would keep what else the process does waiting for some milliseconds.
  targetsAtOnce: 250,
};
