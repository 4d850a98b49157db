import type { LedgerRow } from "./control-rows.ts";

/** One thing that happened outside, as the system that it happened in recorded it. */
export interface Fact {
  /** Of which promotion; undefined for one that belongs to none. */
  readonly promotionId: string | undefined;
  /** What it is, the same for every promotion: `change/create`, `servicenow state -1`. */
  readonly what: string;
  /** True where it carries the key of its effect. */
  readonly hasKey?: boolean;
}

/** What outside systems hold is told apart by the keys that it carries. */
export type LedgerByKey = ReadonlyMap<string, LedgerRow>;

/** The fact of something that carries a key; one that no ledger knows belongs to no promotion. */
export function factOfKey(ledger: LedgerByKey, key: string | undefined, system: string): Fact {
  const row = key === undefined ? undefined : ledger.get(key);
  if (row !== undefined) return { promotionId: row.promotionId, what: row.effect, hasKey: true };
  return {
    promotionId: undefined,
    what: `${system}: something with ${key === undefined ? "no key" : "an unknown key"}`,
  };
}
