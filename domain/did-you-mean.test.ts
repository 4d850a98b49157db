import { expect, test } from "vitest";
import { didYouMean, nearestName } from "./did-you-mean.ts";

test.each([
  { name: "servce", known: ["postgres", "service"], want: "service" },
  { name: "Service", known: ["service"], want: "service" },
  { name: "prot", known: ["port"], want: "port" },
  { name: "a", known: ["b"], want: "b" },
  { name: "queue", known: ["postgres", "service"], want: undefined },
  { name: "x".repeat(100), known: ["x"], want: undefined },
  { name: "ab", known: [], want: undefined },
])("nearestName($name) is $want", ({ name, known, want }) => {
  expect(nearestName(name, known)).toBe(want);
});

test("didYouMean() is empty when nothing is near", () => {
  expect(didYouMean("queue", ["service"])).toBe("");
  expect(didYouMean("servise", ["service"])).toBe(', did you mean "service"?');
});
