import { expect, test } from "vitest";
import { flatten, keysOf } from "./flatten.ts";

test.each([
  {
    name: "opens objects with dots",
    value: { a: { b: { c: 1 } }, d: "x" },
    fields: { "config.a.b.c": 1, "config.d": "x" },
  },
  {
    name: "takes a list as one value",
    value: { command: ["node", { a: 1 }] },
    fields: { "config.command": ["node", { a: 1 }] },
  },
  { name: "takes an empty object as a value", value: { environment: {} }, fields: { "config.environment": {} } },
  { name: "takes the whole as a value where it is empty", value: {}, fields: { config: {} } },
  {
    name: "keeps null, false, zero and empty text",
    value: { a: null, b: false, c: 0, d: "" },
    fields: { "config.a": null, "config.b": false, "config.c": 0, "config.d": "" },
  },
  {
    name: "writes a backslash before a dot or a backslash of a key",
    value: { "a.b": 1, a: { b: 2 }, "c\\": 3 },
    fields: { "config.a\\.b": 1, "config.a.b": 2, "config.c\\\\": 3 },
  },
])("flatten() $name", ({ value, fields }) => {
  expect(flatten(value, "config")).toEqual(fields);
});

test("flatten() begins with the keys themselves where there is no prefix", () => {
  expect(flatten({ a: { b: 1 } }, "")).toEqual({ "a.b": 1 });
  expect(flatten({}, "")).toEqual({});
});

test("keysOf() gives back the keys that flatten() has joined", () => {
  for (const keys of [["a"], ["a.b", "c"], ["\\", "."], ["a\\.b", "", "c"], ["", "x"]]) {
    const value = keys.reduceRight<object>((inner, key) => ({ [key]: inner }), { end: 1 });
    const [path = ""] = Object.keys(flatten(value as Record<string, never>, "config"));
    expect(keysOf(path)).toEqual(["config", ...keys, "end"]);
  }
});
