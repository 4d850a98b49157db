import { join } from "node:path";
import { memoryJournal, openJournal } from "../cloud/journal.ts";
import type { Write } from "./store.ts";

export type LineKind =
  | "start"
  | "effect"
  | "refused"
  | "transition"
  | "fault"
  | "delivery"
  | "driver_bug"
  | "clock"
  | "config"
  | "control";

/** What a line tells, without its place in the log. What does not apply is absent. */
export interface Told {
  readonly kind: LineKind;
  readonly account?: string;
  readonly region?: string;
  readonly operation?: string;
  /** Key of what it is about. */
  readonly resource?: string;
  readonly incarnation?: string;
  /** `api` is a call, `outside` another user by way of the control API. */
  readonly cause?: "api" | "outside";
  readonly token?: string;
  readonly paramsHash?: string;
  /** `new`, `replay`, `unchanged`, or the name of the error. */
  readonly outcome?: string;
  readonly message?: string;
  readonly requestId?: string;
  readonly sdkInvocationId?: string;
  readonly sdkAttempt?: number;
  readonly before?: unknown;
  readonly after?: unknown;
  /** What only this kind of line has. */
  readonly detail?: unknown;
}

/** One line of the log. */
export interface Line extends Told {
  /** Counts from 1 without gaps since the last reset. */
  readonly seq: number;
  /** Simulated epoch ms. */
  readonly simTime: number;
  /** Real epoch ms. */
  readonly realTime: number;
  /** From these alone the state is built again. */
  readonly writes: readonly Write[];
}

/** The truth log: all that really happened, whatever callers believe. */
export interface TruthLog {
  /** Adds a line, at once for readers in the process; on disk when `settled` resolves. A `start` line begins anew. */
  append(told: Told, at: { simTime: number; writes?: readonly Write[] }): Line;
  /** Resolves when all that was appended so far is on disk. */
  settled(): Promise<void>;
  /** The lines since the last reset, oldest first. */
  lines(): readonly Line[];
  /** Resolves with the next line, whatever it is, or when the signal fires. */
  nextLine(signal: AbortSignal): Promise<void>;
}

/** Opens `truth.jsonl` in a directory, which is made; without one, nothing outlives the process. */
export async function openTruthLog(directory: string | undefined): Promise<TruthLog> {
  const { journal, lines: texts } =
    directory === undefined ? { journal: memoryJournal, lines: [] } : await openJournal(join(directory, "truth.jsonl"));
  const read: Line[] = texts.map((text) => JSON.parse(text));
  const lines = read.slice(
    Math.max(
      read.findLastIndex(({ kind }) => kind === "start"),
      0,
    ),
  );
  let waiting: (() => void)[] = [];

  return {
    append(told, { simTime, writes = [] }) {
      if (told.kind === "start") lines.length = 0;
      const line = { seq: lines.length + 1, simTime, realTime: Date.now(), ...told, writes };
      lines.push(line);
      void journal.append(JSON.stringify(line));
      for (const wake of waiting.splice(0)) wake();
      return line;
    },
    settled: async () => await journal.settled(),
    lines: () => lines,
    async nextLine(signal) {
      if (signal.aborted) return;
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        signal.addEventListener("abort", () => {
          waiting = waiting.filter((other) => other !== resolve);
          resolve();
        });
      });
    },
  };
}
