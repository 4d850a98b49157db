import { COLUMNS_BY_TABLE } from "./columns.ts";
import type { Columns } from "./columns.ts";
import type { Directory, Person } from "./directory.ts";
import { order, readQuery } from "./encoded-query.ts";
import type { QueryReading } from "./encoded-query.ts";
import type { Row, TableName } from "./rows.ts";
import type { Settings } from "./settings.ts";
import type { Store } from "./store.ts";

/** What a list of records is asked for. */
export interface ListWish {
  readonly table: string;
  readonly query: string;
  readonly limit: number;
  readonly offset: number;
}

/** Reads records as one person may see them. */
export interface Records {
  /** Columns of a table that this person may read; undefined when there is no such table. */
  columns(table: string): Columns | undefined;
  list(wish: ListWish): Row[];
  get(table: string, sysId: string): Row | undefined;
  /** The value of a column, or of one of a referenced record (`approver.name`). */
  valueOf(table: string, row: Row, path: string): string | undefined;
}

const STORED: readonly string[] = [
  "change_request",
  "change_task",
  "sysapproval_approver",
  "sys_journal_field",
] satisfies TableName[];

/** What records are read from. */
export interface Sources {
  readonly store: Store;
  readonly directory: Directory;
  readonly settings: () => Settings;
}

/** The records as a person sees them. What is hidden is hidden from the integration account alone. */
export function recordsFor({ store, directory, settings: read }: Sources, person: Person): Records {
  const settings = read();
  const isRestricted = person === directory.people[0];

  function all(table: string): readonly Row[] {
    return STORED.includes(table) ? store.list(table as TableName) : (directory.rows(table) ?? []);
  }

  function isVisible(table: string, row: Row): boolean {
    if (!isRestricted) return true;
    if (table === "sys_journal_field") return !settings.hiddenJournal;
    const { hiddenNumbers } = settings;
    return table !== "change_request" || !hiddenNumbers.includes(row["number"] ?? "");
  }

  function columns(table: string): Columns | undefined {
    const found = COLUMNS_BY_TABLE[table];
    if (found === undefined || !isRestricted) return found;
    const hidden = [...settings.hiddenFields, ...(settings.hiddenJournal ? ["work_notes", "comments"] : [])];
    return Object.fromEntries(Object.entries(found).filter(([name]) => !hidden.includes(name)));
  }

  function valueOf(table: string, row: Row, path: string): string | undefined {
    const [name = "", ...rest] = path.split(".");
    const column = columns(table)?.[name];
    if (column === undefined || rest.length === 0) return column === undefined ? undefined : row[name];
    const target = all(column.table ?? "").find(({ sys_id: sysId }) => sysId === row[name]);
    return target === undefined ? "" : valueOf(column.table ?? "", target, rest.join("."));
  }

  function isKnown(table: string, path: string): boolean {
    const [name = "", ...rest] = path.split(".");
    const column = columns(table)?.[name];
    if (column === undefined || column.kind === "journal" || settings.missingColumns.includes(name)) return false;
    return rest.length === 0 || isKnown(column.table ?? "", rest.join("."));
  }

  function readingOf(table: string): QueryReading {
    return {
      columns: columns(table) ?? {},
      userTimeZone: settings.userTimeZone,
      valueOf: (row, path) => valueOf(table, row, path),
      isKnown: (path) => isKnown(table, path),
    };
  }

  return {
    columns,
    valueOf,
    list({ table, query: text, limit, offset }) {
      const query = readQuery(text, readingOf(table));
      if (query.invalid.length > 0 && settings.invalidQueryReturnsNoRows) return [];
      const rows = all(table).filter((row) => query.matches(row));
      for (const { column, isDescending } of query.order.toReversed()) {
        const sign = isDescending ? -1 : 1;
        rows.sort((a, b) => sign * order(valueOf(table, a, column) ?? "", valueOf(table, b, column) ?? ""));
      }
      // The page is cut first and then cleared of what is hidden, so that it can be short without being the last.
      return rows.slice(offset, offset + limit).filter((row) => isVisible(table, row));
    },
    get: (table, sysId) => all(table).find((row) => row["sys_id"] === sysId && isVisible(table, row)),
  };
}
