/** A call of the vendor's API, whatever it was answered. Bodies are not kept: they may hold secrets. */
export interface RequestEntry {
  /** Epoch milliseconds at which it came. */
  readonly at: number;
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  /** User name; "" when it did not say who it was. */
  readonly user: string;
  /** 0 when the connection was closed without an answer. */
  readonly status: number;
  /** Kind of the fault that hit it. */
  readonly fault?: string;
}

/** The last calls. */
export interface RequestLog {
  add(entry: RequestEntry): void;
  list(): readonly RequestEntry[];
}

const ENTRIES_MAX = 10_000;

/** No calls yet. Keeps the last 10,000. */
export function requestLog(): RequestLog {
  const entries: RequestEntry[] = [];
  return {
    add(entry) {
      entries.push(entry);
      if (entries.length > ENTRIES_MAX) entries.shift();
    },
    list: () => entries,
  };
}
