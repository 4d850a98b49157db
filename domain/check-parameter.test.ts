import { expect, test } from "vitest";
import { checkParameter, checkParameterSchema, sampleParameter } from "./check-parameter.ts";
import type { ParameterSchema } from "./schema/documents.ts";
import type { Json } from "./schema/json.ts";

test.each<{ schema: ParameterSchema; value: Json; want: readonly string[] }>([
  { schema: { type: "string" }, value: "a", want: [] },
  { schema: { type: "string" }, value: 1, want: ["expected string, got number"] },
  { schema: { type: "integer" }, value: 1.5, want: ["expected integer, got number"] },
  { schema: { type: "number", minimum: 1, maximum: 2 }, value: 0.5, want: ["the value 0.5 is less than 1"] },
  { schema: { type: "integer", maximum: 2 }, value: 3, want: ["the value 3 is more than 2"] },
  { schema: { type: "boolean" }, value: null, want: ["expected boolean, got null"] },
  { schema: { type: "string", minLength: 2, maxLength: 3 }, value: "a", want: ["1 characters are less than 2"] },
  { schema: { type: "string", maxLength: 1 }, value: "\ud83d\ude00", want: [] },
  { schema: { type: "object", enum: [{ a: 1, b: 2 }] }, value: { b: 2, a: 1 }, want: [] },
  {
    schema: { type: "string", enum: ["fast", "safe"] },
    value: "sfae",
    want: ['expected "fast" or "safe", did you mean "safe"?'],
  },
  {
    schema: { type: "array", items: { type: "integer", minimum: 1 } },
    value: [1, 0, "a"],
    want: ["the value 0 is less than 1", "expected integer, got string"],
  },
])("checkParameter($schema, $value)", ({ schema, value, want }) => {
  expect(checkParameter(schema, value).map(({ message }) => message)).toEqual(want);
});

test.each<{ schema: ParameterSchema; path: readonly PropertyKey[] }>([
  { schema: { type: "integer", default: "a" }, path: ["default"] },
  { schema: { type: "integer", enum: [1, "a"] }, path: ["enum", 1] },
  { schema: { type: "string", minLength: 3, maxLength: 2 }, path: ["minLength"] },
  { schema: { type: "array", items: { type: "text" } }, path: ["items", "type"] },
  {
    schema: { type: "array", items: { type: "array", items: { type: "integer", minimum: 2, maximum: 1 } } },
    path: ["items", "items", "minimum"],
  },
])("checkParameterSchema($schema) finds the fault at $path", ({ schema, path }) => {
  expect(checkParameterSchema(schema).map((fault) => fault.path)).toEqual([path]);
});

test.each<ParameterSchema>([
  { type: "string", minLength: 9, maxLength: 9 },
  { type: "string", enum: ["x"] },
  { type: "integer", minimum: 3, maximum: 3 },
  { type: "integer", maximum: -5 },
  { type: "number", minimum: 0.5 },
  { type: "boolean" },
  { type: "array", items: { type: "integer" } },
  { type: "object" },
  { type: "integer", default: 7 },
])("sampleParameter(%j) fits its own schema", (schema) => {
  expect(checkParameter(schema, sampleParameter(schema))).toEqual([]);
});
