import type { Stack } from "./stack.ts";

/** What a run from the command line works with. */
export interface StartRun {
  readonly stateDir: string;
  /** Starts Holdfast on the state directory. */
  readonly start: () => Promise<Stack>;
  /** Prints text for people. */
  readonly say: (text: string) => void;
  /** Aborted when it is to stop. */
  readonly signal: AbortSignal;
}
