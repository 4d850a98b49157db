import type { TableName, Tables } from "./rows.ts";
import type { Write } from "./truth-log.ts";

/** All records of the instance, in the order in which they were made. */
export interface Store {
  get<T extends TableName>(table: T, sysId: string): Tables[T] | undefined;
  list<T extends TableName>(table: T): Tables[T][];
  apply(write: Write): void;
}

type Maps = { readonly [T in TableName]: Map<string, Tables[T]> };

/** The records that the writes of a truth log add up to. */
export function storeOf(writes: readonly Write[]): Store {
  const maps: Maps = {
    change_request: new Map(),
    change_task: new Map(),
    sysapproval_approver: new Map(),
    sys_journal_field: new Map(),
    job: new Map(),
  };
  const store: Store = {
    get: (table, sysId) => maps[table].get(sysId),
    list: (table) => [...maps[table].values()],
    apply({ table, sysId, row }) {
      // The log holds the rows that were written to it, each with its table.
      const map = maps[table] as Map<string, unknown>;
      if (row === null) map.delete(sysId);
      else map.set(sysId, row);
    },
  };
  for (const write of writes) store.apply(write);
  return store;
}
