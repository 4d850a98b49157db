import type { Paint, Style } from "./paint.ts";
import { fitText, oneLine, textWidth } from "./text-width.ts";

/** One cell: its text, and the style it is shown in; none by default. */
export interface Cell {
  readonly text: string;
  readonly style?: Style | undefined;
}

/** A table. Every row has as many cells as there are titles. */
export interface Table {
  readonly titles: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Titles of columns that are cut first where the table is too wide; the last column by default. */
  readonly flexible?: readonly string[];
}

const GAP = "  ";
const NARROWEST_FLEXIBLE = 12;
const NARROWEST = 6;

/** The lines of a table that is at most `width` columns wide, as far as cutting cells can bring it there. */
export function renderTable(
  table: Table,
  screen: { readonly width: number; readonly paint: Paint },
): readonly string[] {
  const rows = table.rows.map((row) => row.map((cell) => ({ ...cell, text: oneLine(cell.text) })));
  const widths = fitWidths(table, rows, screen.width);
  const line = (cells: readonly Cell[]) => {
    const parts = cells.map((cell, index) => {
      const width = widths[index] ?? 0;
      const text = fitText(cell.text, width);
      const padding = index === cells.length - 1 ? "" : " ".repeat(Math.max(0, width - textWidth(text)));
      return (cell.style === undefined ? text : screen.paint(cell.style, text)) + padding;
    });
    return parts.join(GAP).trimEnd();
  };
  return [line(table.titles.map((text) => ({ text, style: "dim" }))), ...rows.map(line)];
}

function fitWidths(table: Table, rows: readonly (readonly Cell[])[], limit: number): number[] {
  const widths = table.titles.map((title, index) =>
    rows.reduce((widest, row) => Math.max(widest, textWidth(row[index]?.text ?? "")), textWidth(title)),
  );
  const flexible = table.flexible ?? table.titles.slice(-1);
  const excess = () => widths.reduce((sum, width) => sum + width, GAP.length * (widths.length - 1)) - limit;
  narrow(widths, { may: (index) => flexible.includes(table.titles[index] ?? ""), least: NARROWEST_FLEXIBLE, excess });
  narrow(widths, { may: () => true, least: NARROWEST, excess });
  return widths;
}

/** Takes from the widest column that may be cut until the rest fits, or none is left to take from. */
function narrow(
  widths: number[],
  rule: { readonly may: (index: number) => boolean; readonly least: number; readonly excess: () => number },
): void {
  for (let excess = rule.excess(); excess > 0; excess = rule.excess()) {
    let widest = -1;
    for (const [index, width] of widths.entries()) {
      if (rule.may(index) && width > rule.least && width > (widths[widest] ?? 0)) widest = index;
    }
    if (widest < 0) return;
    widths[widest] = Math.max(rule.least, (widths[widest] ?? 0) - 1);
  }
}
