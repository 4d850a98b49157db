import { expect, test } from "vitest";
import { parseJsonPath, valueAtPath } from "./json-path.ts";

const value = { a: { b: [{ c: 1 }, null] }, "x y": { "it's": true, 'a"b': 2 }, list: ["zero"], $ref: "r" };

test.each([
  { text: "$", want: value },
  { text: "$.a.b[0]", want: { c: 1 } },
  { text: "$.a.b[0].c", want: 1 },
  { text: "$.a.b[1]", want: null },
  { text: '$["x y"]["it\'s"]', want: true },
  { text: "$['x y']['it\\'s']", want: true },
  { text: "$['x y']['a\"b']", want: 2 },
  { text: '$["x y"]["a\\"b"]', want: 2 },
  { text: '$["\\u0061"].b[0].c', want: 1 },
  { text: "$.list[0]", want: "zero" },
  { text: "$.$ref", want: "r" },
  { text: "$.list[1]", want: undefined },
  { text: '$.list["0"]', want: undefined },
  { text: "$.a[0]", want: undefined },
  { text: "$.list.length", want: undefined },
  { text: "$.toString", want: undefined },
  { text: "$.a.b[1].c", want: undefined },
])("$text leads to $want", ({ text, want }) => {
  const parsed = parseJsonPath(text);
  expect(parsed).toHaveProperty("path");
  expect("path" in parsed ? valueAtPath(value, parsed.path) : parsed).toEqual(want);
});

test.each([
  { text: "a.b", part: 'starts with "$"' },
  { text: "", part: 'starts with "$"' },
  { text: "$..a", part: "cannot search" },
  { text: "$.a.*", part: "no *" },
  { text: "$.a[*]", part: "no *" },
  { text: "$.a[?(@.b)]", part: "no filter" },
  { text: "$.a[1:2]", part: "no slice" },
  { text: "$.a[-1]", part: "from the start" },
  { text: "$.a-b", part: '"-b" at character 4 is no part of a path; write other names as ["a-b"]' },
  { text: "$.1a", part: '["a-b"]' },
  { text: "$.a[01]", part: "[0]" },
  { text: "$.a[0", part: '"[0" at character 4' },
  { text: '$["a', part: "no part" },
  { text: '$["a\\q"]', part: "no part" },
  { text: "$.a ", part: "no part" },
  { text: `$${".a".repeat(33)}`, part: "at most 32" },
])("$text is refused", ({ text, part }) => {
  expect(parseJsonPath(text)).toEqual({ problem: expect.stringContaining(part) as unknown });
});
