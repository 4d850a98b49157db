import type { Directory } from "./directory.ts";
import { toSystemTime } from "./instant.ts";
import type { ChangeRow, TableName, Tables } from "./rows.ts";
import type { Settings } from "./settings.ts";
import type { Store } from "./store.ts";
import type { Effect, EffectFacts, TruthLog, Write } from "./truth-log.ts";

/** Who does something. */
export interface Author {
  /** User name, or `system`. */
  readonly actor: string;
  readonly cause: Effect["cause"];
}

/**
 * The effects of one call. Records change in memory at once, so whoever starts to write must be sure of the whole;
 * what a call leaves is on disk when `commit` resolves.
 */
export interface Work extends Author {
  readonly store: Store;
  readonly directory: Directory;
  readonly settings: Settings;
  readonly nowMs: number;
  write<T extends TableName>(table: T, row: Tables[T]): void;
  remove(table: TableName, sysId: string): void;
  /** Writes down what happened to a change. */
  log(change: ChangeRow, facts: EffectFacts): void;
  /** How many changes were ever created, deleted ones and those of this call included. */
  createdCount(): number;
  commit(): Promise<void>;
}

/** What work is done on. */
export interface Ground {
  readonly log: TruthLog;
  readonly store: Store;
  readonly directory: Directory;
  readonly settings: () => Settings;
}

/** Starts the effects of one call. */
export function beginWork({ log, store, directory, settings }: Ground, author: Author): Work {
  const effects: Effect[] = [];
  const writes: Write[] = [];
  const nowMs = Date.now();

  function apply(write: Write): void {
    writes.push(write);
    store.apply(write);
  }

  return {
    ...author,
    store,
    directory,
    settings: settings(),
    nowMs,
    write: (table, row) => apply({ table, sysId: row.sys_id, row }),
    remove: (table, sysId) => apply({ table, sysId, row: null }),
    log(change, facts) {
      const seq = log.effects().length + effects.length + 1;
      const { number, sys_id: sysId, correlation_id: correlationId, type } = change;
      effects.push({ seq, at: nowMs, number, sysId, correlationId, type, ...author, ...facts });
    },
    createdCount: () => [...log.effects(), ...effects].filter(({ effect }) => effect === "create").length,
    async commit() {
      if (effects.length > 0) await log.append(effects.splice(0), writes.splice(0));
    },
  };
}

/** A change with its marks of the last update. */
export function stamped(work: Work, change: ChangeRow): ChangeRow {
  return {
    ...change,
    sys_updated_on: toSystemTime(work.nowMs),
    sys_updated_by: work.actor,
    sys_mod_count: String(Number(change.sys_mod_count) + 1),
  };
}
