import { expect, test } from "vitest";
import { canonicalJson } from "../canonical-json.ts";
import type { DriftField } from "../schema/drift.ts";
import { diffDigest } from "./diff-digest.ts";

const digestOf = (...fields: readonly DriftField[]) => diffDigest(fields, canonicalJson);
const a: DriftField = { path: "a", class: "changed", wanted: 1, seen: 2 };
const b: DriftField = { path: "b", class: "extra", seen: "x" };

test.each([
  { name: "in any order", one: [a, b], other: [b, a] },
  { name: "whoever changed it", one: [a], other: [{ ...a, by: { who: "kubectl-edit", at: 5 } }] },
  { name: "whether somebody stated it or not", one: [a], other: [{ ...a, isLearned: true as const }] },
  {
    name: "while only numbers move in why it is not well",
    one: [{ path: "health", class: "unhealthy" as const, seen: "0 of 2 ready for 10 s" }],
    other: [{ path: "health", class: "unhealthy" as const, seen: "1 of 2 ready for 300 s" }],
  },
])("a difference keeps its digest $name", ({ one, other }) => {
  expect(digestOf(...one)).toBe(digestOf(...other));
});

test.each([
  { name: "another value is seen", one: [a], other: [{ ...a, seen: 3 }] },
  { name: "another value is wanted", one: [a], other: [{ ...a, wanted: 3 }] },
  { name: "another field differs as well", one: [a], other: [a, b] },
  { name: "a value is null instead of absent", one: [a], other: [{ ...a, seen: null }] },
  {
    name: "a text that is seen has other numbers in it",
    one: [{ ...a, seen: "v1" }],
    other: [{ ...a, seen: "v2" }],
  },
])("a difference has another digest where $name", ({ one, other }) => {
  expect(digestOf(...one)).not.toBe(digestOf(...other));
});

test("no difference has no digest", () => {
  expect(digestOf()).toBe("");
});
