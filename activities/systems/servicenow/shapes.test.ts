import { expect, test } from "vitest";
import { many, num, one, shown, val } from "./shapes.ts";

test.each([
  { name: "an object", json: { result: { a: "1" } }, want: { a: "1" } },
  { name: "an array with one", json: { result: [{ a: "1" }] }, want: { a: "1" } },
  { name: "nothing in an empty array", json: { result: [] }, want: undefined },
  { name: "nothing in a bare text", json: { result: "5c0e" }, want: undefined },
  { name: "nothing without an answer", json: undefined, want: undefined },
])("one() finds $name", ({ json, want }) => {
  expect(one(json)).toEqual(want);
});

test("many() leaves out what is no record", () => {
  expect(many({ result: [{ a: "1" }, null, "x", [], { b: "2" }] })).toEqual([{ a: "1" }, { b: "2" }]);
});

test.each([
  { name: "plain text", field: "x", value: "x", people: "x" },
  { name: "a pair", field: { value: "-5", display_value: "New" }, value: "-5", people: "New" },
  { name: "a reference", field: { link: "https://a.example/1", value: "1" }, value: "1", people: "1" },
  { name: "a number", field: { value: 3, display_value: "Closed" }, value: "3", people: "Closed" },
  { name: "a flag", field: { value: false, display_value: "false" }, value: "false", people: "false" },
  { name: "an empty pair", field: { value: "", display_value: "" }, value: "", people: "" },
  { name: "an absent field", field: undefined, value: undefined, people: "" },
  { name: "null", field: null, value: undefined, people: "" },
])("val() and shown() read $name", ({ field, value, people }) => {
  expect(val(field)).toBe(value);
  expect(shown(field)).toBe(people);
});

test.each([
  { name: "text", field: "-5", want: -5 },
  { name: "a text with a fraction", field: { value: "3.0" }, want: 3 },
  { name: "a number", field: { value: 3 }, want: 3 },
  { name: "zero", field: { value: "0" }, want: 0 },
  { name: "nothing in an empty text", field: { value: "" }, want: undefined },
  { name: "nothing in words", field: "New", want: undefined },
])("num() reads $name", ({ field, want }) => {
  expect(num(field)).toBe(want);
});
