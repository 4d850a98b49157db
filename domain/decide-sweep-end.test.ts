import { expect, test } from "vitest";
import { decideSweepEnd } from "./decide-sweep-end.ts";

test.each([
  ["succeeds where all was looked at", { looked: 3, failed: 0, problems: [] }, { state: "succeeded", reason: "" }],
  ["succeeds where nothing is there", { looked: 0, failed: 0, problems: [] }, { state: "succeeded", reason: "" }],
  [
    "is partial where one component could not be looked at",
    { looked: 999, failed: 1, problems: [] },
    { state: "partial", reason: "1 component could not be looked at" },
  ],
  [
    "is partial where a listing broke off, and says each problem once",
    { looked: 10, failed: 5, problems: ["it broke off", "it broke off"] },
    { state: "partial", reason: "it broke off; 5 components could not be looked at" },
  ],
  [
    "fails where nothing was looked at",
    { looked: 0, failed: 0, problems: ['cell "far" did not take part within 900 s'] },
    { state: "failed", reason: 'cell "far" did not take part within 900 s' },
  ],
  [
    "shows three problems",
    { looked: 1, failed: 0, problems: ["a", "b", "c", "d", "e"] },
    { state: "partial", reason: "a; b; c; and 2 more" },
  ],
])("a sweep %s", (_, course, end) => {
  expect(decideSweepEnd(course)).toEqual(end);
});
