import type { Resource } from "./resource.ts";
import type { Store, Write } from "./store.ts";
import type { Line, Told, TruthLog } from "./truth-log.ts";

/** Collects the writes of one thing that happens, and makes them one line of the log. */
export interface Recorder {
  /** For the world: applies a write, and collects it. */
  write(change: Write): void;
  /**
   * Runs what may write. When it throws, what it wrote is taken back. `write` calls outside of it are a mistake.
   */
  collect<T>(work: () => T): { readonly result: T; readonly writes: readonly Write[]; readonly before: Before };
  /** Adds a line with writes, and what they made of the resource it is about. */
  append(
    told: Told,
    of: { readonly simTime: number; readonly writes: readonly Write[]; readonly before: Before },
  ): Line;
}

/** The resources that were written, as they were before. */
export type Before = ReadonlyMap<string, Resource | undefined>;

export function recorderFor(store: Store, log: TruthLog): Recorder {
  let collecting: { writes: Write[]; before: Map<string, Resource | undefined>; undo: (() => void)[] } | undefined;

  return {
    write(change) {
      if (collecting === undefined) throw new Error(`a write of ${change.key} outside of the log`);
      const { before, writes, undo } = collecting;
      if (change.to === "resource" && !before.has(change.key)) before.set(change.key, store.get(change.key));
      undo.push(store.apply(change));
      writes.push(change);
    },
    collect(work) {
      const mine = {
        writes: [] as Write[],
        before: new Map<string, Resource | undefined>(),
        undo: [] as (() => void)[],
      };
      collecting = mine;
      try {
        return { result: work(), writes: mine.writes, before: mine.before };
      } catch (error) {
        for (const takeBack of mine.undo.toReversed()) takeBack();
        throw error;
      } finally {
        collecting = undefined;
      }
    },
    append(told, { simTime, writes, before }) {
      const key = told.resource ?? "";
      const [was, is] = [before.get(key), store.get(key)];
      const incarnation = (is ?? was)?.incarnation;
      const shown = { before: was?.doc ?? null, after: is?.doc ?? null };
      const line = { ...told, ...(incarnation === undefined ? {} : { incarnation }), ...shown };
      return log.append(line, { simTime, writes });
    },
  };
}
