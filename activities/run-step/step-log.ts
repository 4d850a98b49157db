import type { StepRecords, StepTurn } from "../../adapters/cell-records/step-records-port.ts";

const LINES_MAX = 200;
const LINE_LENGTH = 2_000;

/** Lines on their way to a step's log. */
export interface StepLog {
  add(line: string): void;
  /** Waits until every line is there, or was lost. */
  flush(): Promise<void>;
}

/** Writes lines in batches: those that come while a batch is written are the next one, and of them the last 200. */
export function stepLog(
  records: Pick<StepRecords, "appendLog">,
  { turn, mask }: { readonly turn: StepTurn; readonly mask: (line: string) => string },
): StepLog {
  let waiting: string[] = [];
  let writing: Promise<void> | undefined;
  const write = async () => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      // A lost line is no loss: what became of the step is recorded elsewhere.
      await records.appendLog(turn, batch).catch(() => undefined);
    }
    writing = undefined;
  };
  return {
    add(line) {
      waiting.push(mask(line).slice(0, LINE_LENGTH));
      if (waiting.length > LINES_MAX) waiting.shift();
      writing ??= Promise.resolve().then(write);
    },
    flush: async () => await writing,
  };
}
