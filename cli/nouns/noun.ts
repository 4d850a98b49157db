import type { Style } from "../render/paint.ts";
import type { Table } from "../render/table.ts";
import type { Session } from "../session.ts";

/** What is listed. Absent fields do not narrow. */
export interface Scope {
  readonly project?: string | undefined;
  readonly environment?: string | undefined;
  /** Only of this release, of those lists that have one. */
  readonly release?: string | undefined;
  /** Only of this subscription, of this state, of this type of event, of those lists that have them. */
  readonly subscription?: string | undefined;
  readonly state?: string | undefined;
  readonly event?: string | undefined;
  /** Only of components of this name, of this cell, of those lists that have them. */
  readonly component?: string | undefined;
  readonly cell?: string | undefined;
  /** True: only what is not over, of those lists where something can be. */
  readonly isOpen?: boolean;
  /** True when every project, and every environment, was asked for. */
  readonly isAll: boolean;
  /** Most items, of those lists that grow without end; all where it is absent. */
  readonly limit?: number;
}

/** One column of a table. */
export interface Column<Item> {
  readonly title: string;
  readonly text: (item: Item, nowMs: number) => string;
  readonly style?: (item: Item) => Style | undefined;
  /** Shown only with `-o wide`. */
  readonly isWide?: true;
  /** Cut first when the table is too wide. */
  readonly isFlexible?: true;
}

/** Things that can be listed, with their items hidden in what they do. */
export interface Noun {
  /** `environments`. */
  readonly plural: string;
  /** `environment`; the first word of `-o name`. */
  readonly singular: string;
  /** Other words for it: `env`, `envs`. */
  readonly short: readonly string[];
  /** Fetches items, sorted; with a name only those of that name. */
  list(session: Session, scope: Scope, name: string | undefined): Promise<Listing>;
}

/** What was listed, in every form it can be printed in. */
export interface Listing {
  readonly items: readonly unknown[];
  /** `environment/shop-dev`. */
  readonly references: readonly string[];
  /** Every name there is in the scope, also where only one was asked for; for "did you mean". */
  readonly names: readonly string[];
  /** What tells items of one name apart, for each item: `-p shop`. */
  readonly flags: readonly string[];
  table(width: "table" | "wide", nowMs: number): Table;
}

/** What makes a noun. */
export interface NounParts<Item> {
  readonly plural: string;
  readonly singular: string;
  readonly short: readonly string[];
  readonly columns: readonly Column<Item>[];
  /** What people call an item: `shop-dev`, `shop@1.0.0`. */
  readonly nameOf: (item: Item) => string;
  /** All items of the scope. `name` may be used to fetch less. */
  readonly fetch: (session: Session, scope: Scope, name: string | undefined) => Promise<readonly Item[]>;
  /** What tells items of one name apart: `-p shop`; absent where names are unique. */
  readonly flagOf?: (item: Item) => string;
  /** What machines get of an item; the item itself by default. */
  readonly dataOf?: (item: Item) => unknown;
  /** Sorts; by what it answers, texts ascending. */
  readonly sortKey: (item: Item) => string;
}

/** Makes a noun of its parts. */
export function defineNoun<Item>(parts: NounParts<Item>): Noun {
  const { plural, singular, short, columns, nameOf, sortKey } = parts;
  return {
    plural,
    singular,
    short,
    async list(session, scope, name) {
      const all = await parts.fetch(session, scope, name);
      const items = all
        .filter((item) => name === undefined || nameOf(item) === name)
        .toSorted((one, other) => compare(sortKey(one), sortKey(other)));
      return {
        items: parts.dataOf === undefined ? items : items.map(parts.dataOf),
        references: items.map((item) => `${singular}/${nameOf(item)}`),
        names: all.map(nameOf),
        flags: items.map((item) => parts.flagOf?.(item) ?? ""),
        table: (width, nowMs) =>
          tableOf(
            columns.filter(({ isWide }) => width === "wide" || isWide !== true),
            items,
            nowMs,
          ),
      };
    },
  };
}

/** A sort key that puts the newest first. */
export function newestFirst(at: number): string {
  return String(Number.MAX_SAFE_INTEGER - at).padStart(16, "0");
}

function tableOf<Item>(columns: readonly Column<Item>[], items: readonly Item[], nowMs: number): Table {
  const flexible = columns.filter(({ isFlexible }) => isFlexible === true).map(({ title }) => title);
  return {
    titles: columns.map(({ title }) => title),
    rows: items.map((item) => columns.map(({ text, style }) => ({ text: text(item, nowMs), style: style?.(item) }))),
    ...(flexible.length === 0 ? {} : { flexible }),
  };
}

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));
