import { expect, test } from "vitest";
import { gateByKind, gates } from "./index.ts";

test("every gate has a kind of its own, in the order of their names", () => {
  const kinds = gates.map(({ kind }) => kind);
  expect(kinds).toEqual([...new Set(kinds)].toSorted());
});

test.each(gates.flatMap(({ kind, config, examples }) => examples.map((example) => ({ kind, config, example }))))(
  "$kind accepts its documented example $example",
  ({ config, example }) => {
    expect(config.safeParse(example).error).toBeUndefined();
  },
);

test.each(gates)("$kind refuses what it does not know, and is found by its kind", (gate) => {
  expect(gate.config.safeParse({ ...gate.examples[0], nonsense: 1 }).success).toBe(false);
  expect(gateByKind(gate.kind)).toBe(gate);
});

test("gateByKind() has nothing for an unknown kind", () => {
  expect(gateByKind("horoscope")).toBeUndefined();
});

test("who rolls back passes by what concerns only the release", () => {
  expect(gates.filter(({ concerns }) => concerns === "release").map(({ kind }) => kind)).toEqual([
    "soak",
    "verified-upstream",
  ]);
});
