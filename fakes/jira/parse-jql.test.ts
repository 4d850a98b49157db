import { expect, test } from "vitest";
import { parseJql } from "./parse-jql.ts";

test("parseJql reads clauses and order", () => {
  const text = `project = REL AND labels = "hf-7f3k2m9qx4tn5b6a" and Status not in ('In Review', Done) ORDER BY created ASC, key desc`;
  expect(parseJql(text)).toEqual({
    clauses: [
      { field: "project", operator: "=", values: ["REL"] },
      { field: "labels", operator: "=", values: ["hf-7f3k2m9qx4tn5b6a"] },
      { field: "status", operator: "not in", values: ["In Review", "Done"] },
    ],
    order: [
      { field: "created", isDescending: false },
      { field: "key", isDescending: true },
    ],
  });
});

test("parseJql keeps operators and quotes that stand in a quoted value", () => {
  expect(parseJql('summary~"a \\"b\\" AND c = (d)"').clauses).toEqual([
    { field: "summary", operator: "~", values: ['a "b" AND c = (d)'] },
  ]);
});

test.each(["", "  ", "order by created"])("parseJql finds no clause in '%s'", (text) => {
  expect(parseJql(text).clauses).toEqual([]);
});

test.each([
  { text: "project", problem: "Expecting operator" },
  { text: "project =", problem: "before the end" },
  { text: "project = REL OR project = OPS", problem: "got 'OR'" },
  { text: "project = REL labels = a", problem: "got 'labels'" },
  { text: "labels in a", problem: "Expecting '('" },
  { text: "labels in (a", problem: "Expecting ')'" },
  { text: "created > -1d", problem: "is not expected" },
  { text: "project = REL order created", problem: "Expecting 'by'" },
  { text: 'labels = "open', problem: "is not expected" },
  { text: "= REL", problem: "'=' is not expected" },
])("parseJql says what is wrong with '$text'", ({ text, problem }) => {
  expect(() => parseJql(text)).toThrow(problem);
});
