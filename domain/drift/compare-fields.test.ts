import { expect, test } from "vitest";
import { canonicalJson } from "../canonical-json.ts";
import type { DriftField, Fields } from "../schema/drift.ts";
import { hashFields } from "./baseline.ts";
import { compareFields, type FieldComparison } from "./compare-fields.ts";

const compare = (comparison: Partial<FieldComparison>) =>
  compareFields({ wanted: {}, learned: [], seen: {}, ...comparison });

test.each<{ name: string; wanted: Fields; seen: Fields; fields: readonly DriftField[] }>([
  {
    name: "finds nothing where both are equal",
    wanted: { a: [1, { b: 2, c: 3 }] },
    seen: { a: [1, { c: 3, b: 2 }] },
    fields: [],
  },
  {
    name: "finds another value",
    wanted: { a: 1 },
    seen: { a: "1" },
    fields: [{ path: "a", class: "changed", wanted: 1, seen: "1" }],
  },
  {
    name: "finds what is not there",
    wanted: { a: null },
    seen: {},
    fields: [{ path: "a", class: "missing", wanted: null }],
  },
  {
    name: "finds what nobody wants",
    wanted: {},
    seen: { a: false },
    fields: [{ path: "a", class: "extra", seen: false }],
  },
  {
    name: "finds another secret by its hash",
    wanted: { key: { secret: "h1" } },
    seen: { key: { secret: "h2" } },
    fields: [{ path: "key", class: "changed", wanted: { secret: "h1" }, seen: { secret: "h2" } }],
  },
  {
    name: "sorts by path, whatever comes first",
    wanted: { b: 1, a: 1 },
    seen: { c: 1 },
    fields: [
      { path: "a", class: "missing", wanted: 1 },
      { path: "b", class: "missing", wanted: 1 },
      { path: "c", class: "extra", seen: 1 },
    ],
  },
  {
    name: "tells only of what was put into an empty object",
    wanted: { labels: {} },
    seen: { "labels.team": "blue" },
    fields: [{ path: "labels.team", class: "extra", seen: "blue" }],
  },
  {
    name: "tells only of what was taken out of an object, even of all of it",
    wanted: { "labels.team": "blue" },
    seen: { labels: {} },
    fields: [{ path: "labels.team", class: "missing", wanted: "blue" }],
  },
  {
    name: "tells an empty object from nothing",
    wanted: { labels: {} },
    seen: {},
    fields: [{ path: "labels", class: "missing", wanted: {} }],
  },
  {
    name: "is not fooled by names that every object has",
    wanted: {},
    seen: { constructor: 1 },
    fields: [{ path: "constructor", class: "extra", seen: 1 }],
  },
])("compareFields() $name", ({ wanted, seen, fields }) => {
  expect(compare({ wanted, seen })).toEqual(fields);
});

test("compareFields() says which fields nobody has stated, and who has changed a field", () => {
  const by = { a: { who: "kubectl-edit", at: 5 }, same: { who: "nobody" } };
  expect(
    compare({ wanted: { a: 1, b: 1, same: 1 }, seen: { a: 2, b: 2, same: 1 }, learned: ["b", "same"], by }),
  ).toEqual([
    { path: "a", class: "changed", wanted: 1, seen: 2, by: { who: "kubectl-edit", at: 5 } },
    { path: "b", class: "changed", wanted: 1, seen: 2, isLearned: true },
  ]);
});

test("compareFields() tells of what is not well beside what differs", () => {
  expect(compare({ seen: { x: 1 }, unhealthy: "0 of 2 are ready" })).toEqual([
    { path: "health", class: "unhealthy", seen: "0 of 2 are ready" },
    { path: "x", class: "extra", seen: 1 },
  ]);
});

test.each([
  { one: { labels: {}, "labels.a": 1 }, other: { "labels.a": 1 } },
  { one: { a: 1, b: [2] }, other: { b: [2], a: 1 } },
])("hashFields() is equal where compareFields() finds nothing: $one, $other", ({ one, other }) => {
  expect(compare({ wanted: one, seen: other })).toEqual([]);
  expect(hashFields(one, canonicalJson)).toBe(hashFields(other, canonicalJson));
});
