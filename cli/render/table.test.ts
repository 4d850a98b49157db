import { expect, test } from "vitest";
import { plainPaint } from "./paint.ts";
import { renderTable } from "./table.ts";
import { textWidth } from "./text-width.ts";

const cells = (...texts: readonly string[]) => texts.map((text) => ({ text }));
const wide = { width: Number.POSITIVE_INFINITY, paint: plainPaint };

test("a table aligns its columns and leaves no blanks at the end of a line", () => {
  const lines = renderTable({ titles: ["NAME", "PHASE"], rows: [cells("api", "Ready"), cells("database", "")] }, wide);
  expect(lines).toEqual(["NAME      PHASE", "api       Ready", "database"]);
});

test.each([
  { name: "cuts the last column first", flexible: undefined, cut: 2 },
  { name: "cuts the column that may be cut", flexible: ["ONE"], cut: 0 },
])("a table of 80 columns $name", ({ flexible, cut }) => {
  const row = cells("a".repeat(40), "b".repeat(20), "c".repeat(60));
  const table = { titles: ["ONE", "TWO", "THREE"], rows: [row], ...(flexible === undefined ? {} : { flexible }) };
  const [, line = ""] = renderTable(table, { width: 80, paint: plainPaint });
  expect(textWidth(line)).toBeLessThanOrEqual(80);
  expect(line.split(/ {2,}/)[cut]).toMatch(/…$/);
});

test("a table that is still too wide cuts the widest columns as well", () => {
  const row = cells("a".repeat(60), "b".repeat(60), "c".repeat(60));
  const lines = renderTable({ titles: ["ONE", "TWO", "THREE"], rows: [row] }, { width: 80, paint: plainPaint });
  expect(lines.map(textWidth).every((width) => width <= 80)).toBe(true);
});

test("a table counts wide and combining characters as a terminal shows them", () => {
  const lines = renderTable({ titles: ["A", "B"], rows: [cells("日本", "x"), cells("e\u0301", "y")] }, wide);
  expect(lines).toEqual(["A     B", "日本  x", "e\u0301     y"]);
});

test("a cell cannot move the cursor, change colours or break the line", () => {
  const [, line] = renderTable({ titles: ["A"], rows: [cells("one\u001b[2Jtwo\nthree\u0007\u202e")] }, wide);
  expect(line).toBe("onetwo three");
});

test("a style is put around the text, not around the blanks beside it", () => {
  const paint = (style: string, text: string) => `<${style}>${text}</>`;
  const rows = [[{ text: "Ready", style: "green" as const }, { text: "x" }]];
  expect(renderTable({ titles: ["PHASE", "B"], rows }, { width: 80, paint })[1]).toBe("<green>Ready</>  x");
});
