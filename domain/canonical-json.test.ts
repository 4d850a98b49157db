import { expect, test } from "vitest";
import { canonicalJson } from "./canonical-json.ts";
import type { Json } from "./schema/json.ts";

test.each<{ value: Json; want: string }>([
  { value: { b: 1, a: [true, null, "x"] }, want: '{"a":[true,null,"x"],"b":1}' },
  { value: { "\u20ac": 1, "\r": 2, "1": 3, "\ud83d\ude00": 4 }, want: '{"\\r":2,"1":3,"\u20ac":1,"\ud83d\ude00":4}' },
  { value: [1e21, 0.1, -0], want: "[1e+21,0.1,0]" },
  { value: 'a"b\n', want: '"a\\"b\\n"' },
])("canonicalJson() gives $want", ({ value, want }) => {
  expect(canonicalJson(value)).toBe(want);
});

test("canonicalJson() does not depend on the order of keys", () => {
  expect(canonicalJson({ a: { c: 1, b: 2 }, d: 3 })).toBe(canonicalJson({ d: 3, a: { b: 2, c: 1 } }));
});
