import type { Columns } from "./columns.ts";
import { fromUserTime } from "./instant.ts";
import type { Row } from "./rows.ts";

/** What an encoded query asks for. */
export interface Query {
  matches(row: Row): boolean;
  /** Columns to sort by, the first one first. */
  readonly order: readonly { readonly column: string; readonly isDescending: boolean }[];
  /** Clauses that this instance does not understand. They are dropped. */
  readonly invalid: readonly string[];
}

/** What a query is read with. `valueOf` answers the value of a column, of a referenced record too (`approver.name`). */
export interface QueryReading {
  readonly columns: Columns;
  readonly userTimeZone: string;
  valueOf(row: Row, path: string): string | undefined;
  isKnown(path: string): boolean;
}

type Test = (row: Row) => boolean;

const CLAUSE =
  /^([a-z_][a-z0-9_.]*)(ISEMPTY|ISNOTEMPTY|NOT IN|NOT LIKE|IN|LIKE|STARTSWITH|ENDSWITH|!=|>=|<=|=|>|<)(.*)$/s;

/** Reads an encoded query: `^` is and, `^OR` or, `^NQ` starts a new query whose rows are added. */
export function readQuery(text: string, reading: QueryReading): Query {
  const queries: Test[][][] = [[]];
  const order: { column: string; isDescending: boolean }[] = [];
  const invalid: string[] = [];
  for (const part of text.split("^")) {
    const sorting = /^ORDERBY(DESC)?(.+)$/.exec(part);
    if (part === "" || part === "EQ") continue;
    if (sorting !== null) {
      order.push({ column: sorting[2] ?? "", isDescending: sorting[1] !== undefined });
      continue;
    }
    const isNew = part.startsWith("NQ");
    const isOr = !isNew && part.startsWith("OR");
    if (isNew) queries.push([]);
    const test = readClause(isNew || isOr ? part.slice(2) : part, reading);
    const clauses = queries.at(-1);
    if (test === undefined) invalid.push(part);
    else if (isOr && clauses?.at(-1) !== undefined) clauses.at(-1)?.push(test);
    else clauses?.push([test]);
  }
  return {
    matches: (row) => queries.some((clauses) => clauses.every((tests) => tests.some((test) => test(row)))),
    order,
    invalid,
  };
}

function readClause(clause: string, reading: QueryReading): Test | undefined {
  const [, path, operator, raw] = CLAUSE.exec(clause) ?? [];
  if (path === undefined || operator === undefined || raw === undefined || !reading.isKnown(path)) return undefined;
  // As in lists on the instance: who writes an instant means his own zone.
  const isInstant = reading.columns[path]?.kind === "instant";
  const value = isInstant ? fromUserTime(raw, reading.userTimeZone) : raw;
  const compare = comparison(operator, value);
  return (row) => compare(reading.valueOf(row, path) ?? "");
}

function comparison(operator: string, value: string): (found: string) => boolean {
  const values = value.split(",");
  const wanted = value.toLowerCase();
  switch (operator) {
    case "ISEMPTY":
      return (found) => found === "";
    case "ISNOTEMPTY":
      return (found) => found !== "";
    case "IN":
      return (found) => values.includes(found);
    case "NOT IN":
      return (found) => !values.includes(found);
    case "LIKE":
      return (found) => found.toLowerCase().includes(wanted);
    case "NOT LIKE":
      return (found) => !found.toLowerCase().includes(wanted);
    case "STARTSWITH":
      return (found) => found.toLowerCase().startsWith(wanted);
    case "ENDSWITH":
      return (found) => found.toLowerCase().endsWith(wanted);
    case "!=":
      return (found) => found !== value;
    case ">=":
      return (found) => order(found, value) >= 0;
    case "<=":
      return (found) => order(found, value) <= 0;
    case ">":
      return (found) => order(found, value) > 0;
    case "<":
      return (found) => order(found, value) < 0;
    default:
      return (found) => found === value;
  }
}

/** Compares two values: numbers as numbers, all else by code units. */
export function order(a: string, b: string): number {
  const isNumeric = a !== "" && b !== "" && Number.isFinite(Number(a)) && Number.isFinite(Number(b));
  if (isNumeric) return Number(a) - Number(b);
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
