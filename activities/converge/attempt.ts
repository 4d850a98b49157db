import type { ErrorCode } from "../../domain/errors.ts";
import type { OpenedComponent, Turn } from "../../adapters/cell-records/port.ts";
import type { Driver } from "../components/driver.ts";

/** What one attempt came to. */
export type AttemptResult =
  | { readonly state: "done" }
  /** On its way: look again after so many milliseconds. */
  | { readonly state: "waits"; readonly lookAgainInMs: number }
  /** It will not come about; the fault is recorded. */
  | { readonly state: "failed"; readonly code: ErrorCode; readonly message: string };

/** One attempt at one component. */
export interface Attempt {
  readonly turn: Turn;
  readonly signal: AbortSignal;
}

/** What an attempt works on. */
export interface OpenAttempt extends Attempt {
  readonly opened: OpenedComponent;
  readonly driver: Driver;
}
