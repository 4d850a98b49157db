import type { Column } from "./columns.ts";
import type { Directory, Person } from "./directory.ts";
import { toUserTime } from "./instant.ts";
import type { Records } from "./read-records.ts";
import type { Row } from "./rows.ts";
import type { Settings } from "./settings.ts";
import type { Store } from "./store.ts";

/** How records become answers. */
export interface Display {
  readonly records: Records;
  readonly store: Store;
  readonly directory: Directory;
  readonly settings: Settings;
  /** `https://host` of the instance, for links. */
  readonly origin: string;
}

/** What the table API was asked to show. */
export interface TableView {
  readonly fields: readonly string[] | undefined;
  /** `false` answers values, `true` display values, `all` both. */
  readonly display: "false" | "true" | "all";
  readonly hasLinks: boolean;
}

const JOURNAL_TITLES: Readonly<Record<string, string>> = { work_notes: "Work notes", comments: "Additional comments" };

/** A record as the change API answers it: every field a pair. */
export function showPairs(display: Display, table: string, row: Row): Record<string, unknown> {
  const columns = Object.entries(display.records.columns(table) ?? {});
  return Object.fromEntries(columns.map(([name, column]) => [name, pair(display, row, { name, column })]));
}

/** A record as the table API answers it. */
export function showRecord(display: Display, { table, row }: { table: string; row: Row }, view: TableView) {
  const columns = display.records.columns(table) ?? {};
  const names = view.fields ?? Object.keys(columns);
  const shown = names.flatMap((name): [string, unknown][] => {
    if (name.includes(".")) return walked(display, { table, row, path: name }, view);
    const column = columns[name];
    return column === undefined ? [] : [[name, showField(display, row, { name, column, view })]];
  });
  return Object.fromEntries(shown);
}

interface Field {
  readonly name: string;
  readonly column: Column;
}

function pair({ settings, ...display }: Display, row: Row, { name, column }: Field): unknown {
  const value = column.kind === "journal" ? "" : (row[name] ?? "");
  const display_value = displayValue({ settings, ...display }, row, { name, column });
  if (settings.valueShape === "pairs") return { value, display_value };
  if (name === "sys_id") return value;
  if (column.kind === "flag") return { value: value === "true", display_value };
  const isNumber = (column.kind === "choice" || column.kind === "number") && /^-?\d+$/.test(value);
  return { value: isNumber ? Number(value) : value, display_value };
}

function showField(display: Display, row: Row, { name, column, view }: Field & { readonly view: TableView }): unknown {
  const value = column.kind === "journal" ? "" : (row[name] ?? "");
  const link = `${display.origin}/api/now/table/${column.table}/${value}`;
  const hasLink = view.hasLinks && column.kind === "reference" && value !== "";
  if (view.display === "false") return hasLink ? { link, value } : value;
  const display_value = displayValue(display, row, { name, column });
  if (view.display === "all") return hasLink ? { display_value, link, value } : { display_value, value };
  return hasLink ? { display_value, link } : display_value;
}

function walked(
  { records }: Display,
  { table, row, path }: { table: string; row: Row; path: string },
  { display }: TableView,
): [string, unknown][] {
  const value = records.valueOf(table, row, path);
  if (value === undefined) return [];
  return [[path, display === "all" ? { display_value: value, value } : value]];
}

function displayValue({ settings, directory, store }: Display, row: Row, { name, column }: Field): string {
  const value = row[name] ?? "";
  if (column.kind === "instant") return toUserTime(value, settings.userTimeZone);
  if (column.kind === "choice") {
    const labels =
      name === "state" && column.labels !== undefined ? { ...column.labels, ...settings.stateLabels } : column.labels;
    return labels?.[value] ?? value;
  }
  if (column.kind === "journal") return journalText({ settings, directory, store }, row["sys_id"] ?? "", name);
  if (column.kind !== "reference" || value === "") return value;
  if (column.table === "change_request") return store.get("change_request", value)?.number ?? value;
  return directory.rows(column.table ?? "")?.find(({ sys_id: sysId }) => sysId === value)?.["name"] ?? value;
}

// Newest first, as on the form.
function journalText(
  { settings, directory, store }: Pick<Display, "settings" | "directory" | "store">,
  sysId: string,
  column: string,
): string {
  const entries = store
    .list("sys_journal_field")
    .filter((entry) => entry.element_id === sysId && entry.element === column);
  const texts = entries.toReversed().map((entry) => {
    const at = toUserTime(entry.sys_created_on, settings.userTimeZone);
    const author: Person | undefined = directory.person(entry.sys_created_by);
    return `${at} - ${author?.name ?? "System"} (${JOURNAL_TITLES[column] ?? column})\n${entry.value}\n\n`;
  });
  return texts.join("");
}
