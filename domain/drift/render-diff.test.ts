import { expect, test } from "vitest";
import type { DriftField } from "../schema/drift.ts";
import { diffJson, LINES_MAX, renderDiff } from "./render-diff.ts";

const changed = (path: string, wanted: DriftField["wanted"], seen: DriftField["seen"]): DriftField => ({
  path,
  class: "changed",
  ...(wanted === undefined ? {} : { wanted }),
  ...(seen === undefined ? {} : { seen }),
});

test("a difference is shown as a unified diff of YAML, fields of one parent together", () => {
  const fields: DriftField[] = [
    changed("config.environment.GREETING", "Hello", "Bonjour: le monde"),
    { path: "config.environment.TRACE", class: "extra", seen: true, by: { who: "kubectl-edit" } },
    { ...changed("config.replicas", 2, 5), isLearned: true },
    { path: "health", class: "unhealthy", seen: "0 of 2 are ready" },
    { path: "tags.team", class: "missing", wanted: "blue", by: { who: "ops" }, isLearned: true },
  ];
  expect(renderDiff("web", fields).split("\n")).toEqual([
    "--- wanted",
    "+++ seen",
    "@@ web @@",
    "  config:",
    "    environment:",
    "-     GREETING: Hello",
    '+     GREETING: "Bonjour: le monde"',
    "+     TRACE: true  # by kubectl-edit",
    "-   replicas: 2",
    "+   replicas: 5  # not stated",
    '+ health: "0 of 2 are ready"',
    "  tags:",
    "-   team: blue  # by ops, not stated",
  ]);
});

test("of a secret only the beginning of its hash is shown", () => {
  const secret = changed("config.key", { secret: "aaaaaaaabbbb" }, { secret: "ccccccccdddd" });
  expect(renderDiff("web", [secret]).split("\n").slice(4)).toEqual([
    "-   key: *** (aaaaaaaa)",
    "+   key: *** (cccccccc)",
  ]);
  expect(JSON.stringify(diffJson([secret]))).not.toMatch(/bbbb|dddd/);
});

test.each([
  ["yes", '"yes"'],
  ["1.0", '"1.0"'],
  ["# note", '"# note"'],
  ["", '""'],
  [" a", '" a"'],
  ["a b", "a b"],
  ["/usr/bin/env", "/usr/bin/env"],
  [null, "null"],
  [{}, "{}"],
  [["a", 1], '["a",1]'],
  ["red \u001b[31m", '"red \\u001b[31m"'],
  ["turned \u202e", '"turned \\u202e"'],
  ["two\nlines", '"two\\nlines"'],
])("the value %j is shown as %s", (value, text) => {
  expect(
    renderDiff("web", [changed("a", undefined, value)])
      .split("\n")
      .at(-1),
  ).toBe(`+ a: ${text}`);
});

test("keys, names and those who changed something are shown without control characters", () => {
  const field = { ...changed("co\u001bnfig.a\\.b", undefined, 1), by: { who: "x\u0007" } };
  expect(renderDiff("we\u001bb", [field]).replaceAll("\n", " ")).not.toMatch(/\p{Cc}/u);
  expect(renderDiff("web", [field])).toContain("a.b: 1  # by x\\u0007");
});

test("a long difference ends with how many lines are left out, a long value with its length", () => {
  const many = Array.from({ length: 300 }, (_, index) => changed(`a${index}`, undefined, index));
  const lines = renderDiff("web", many).split("\n");
  expect(lines).toHaveLength(LINES_MAX);
  expect(lines.at(-1)).toBe("… 104 more lines");
  expect(renderDiff("web", [changed("a", undefined, "x".repeat(5_000))])).toMatch(/x… \(5000 characters\)$/);
});

test("programs get the fields with values as people see them", () => {
  const field: DriftField = { ...changed("config.replicas", 2, "two"), by: { who: "ops", at: 5 }, isLearned: true };
  expect(diffJson([field, { path: "tags", class: "missing", wanted: {} }])).toEqual([
    { path: "config.replicas", class: "changed", wanted: "2", seen: "two", by: { who: "ops", at: 5 }, isLearned: true },
    { path: "tags", class: "missing", wanted: "{}" },
  ]);
});
