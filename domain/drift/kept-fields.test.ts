import { expect, test } from "vitest";
import type { DriftField } from "../schema/drift.ts";
import { FIELDS_MAX, keptFields, MORE_PATH } from "./kept-fields.ts";

const fields = (count: number): DriftField[] =>
  Array.from({ length: count }, (_, index) => ({ path: `config.${index}`, class: "extra", seen: index }));

test("a finding keeps all of its fields up to the limit", () => {
  expect(keptFields(fields(FIELDS_MAX))).toEqual(fields(FIELDS_MAX));
});

test("a finding of more fields keeps the first, and says how many are left out", () => {
  const kept = keptFields(fields(FIELDS_MAX + 7));
  expect(kept.slice(0, FIELDS_MAX)).toEqual(fields(FIELDS_MAX));
  expect(kept.slice(FIELDS_MAX)).toEqual([{ path: MORE_PATH, class: "changed", seen: "7 more fields differ" }]);
});
