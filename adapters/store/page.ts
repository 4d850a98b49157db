import { OrchestratorError } from "../../domain/errors.ts";
import type { Listed, Page } from "./views-port.ts";

const MOST = 500;

/** Where a page starts: after this key. Undefined for the first page. */
export type Cursor = readonly string[] | undefined;

/** How many rows to read, one more than are answered, to know whether more follow. */
export function rowsToRead({ limit }: Page): number {
  return Math.min(Math.max(limit, 1), MOST) + 1;
}

/** Reads a cursor of so many parts. @throws OrchestratorError `REQUEST_INVALID` for one that no list has given */
export function readCursor({ continue: text }: Page, parts: number): Cursor {
  if (text === undefined) return undefined;
  try {
    const key: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    if (Array.isArray(key) && key.length === parts && key.every((part) => typeof part === "string")) return key;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new OrchestratorError("REQUEST_INVALID", `"${text.slice(0, 80)}" is not where a page ended`, {
    details: { continue: text.slice(0, 80) },
  });
}

/** The page, and where the next one starts. `keyOf` gives the parts that the list is ordered by. */
export function listed<Item>(
  found: readonly Item[],
  page: Page,
  keyOf: (item: Item) => readonly string[],
): Listed<Item> {
  const items = found.slice(0, rowsToRead(page) - 1);
  const last = items.at(-1);
  if (found.length === items.length || last === undefined) return { items };
  return { items, continue: Buffer.from(JSON.stringify(keyOf(last)), "utf8").toString("base64url") };
}
