import { expect, test } from "vitest";
import { belongingOf, ownershipTags, tagChanges } from "./ownership.ts";

const id = { environmentUid: "e1", componentUid: "c1", project: "shop", environment: "prod", component: "main" };
const tags = ownershipTags({ id, incarnation: 2, token: "t" });

test.each([
  { tags, life: { componentUid: "c1", incarnation: 2 }, belongs: "this life" },
  { tags, life: { componentUid: "c1", incarnation: 3 }, belongs: "another life" },
  { tags, life: { componentUid: "c2", incarnation: 2 }, belongs: "not ours" },
  { tags: {}, life: { componentUid: "c1", incarnation: 1 }, belongs: "not ours" },
])("a resource is told to be of $belongs by its tags alone", ({ tags: seen, life, belongs }) => {
  expect(belongingOf(seen, life)).toBe(belongs);
});

test("tags of the blueprint are written and taken off, ours and those of others stay", () => {
  const seen = { ...tags, "aws:cloudformation": "x", "cost-center": "9", team: "a", old: "1" };
  const given = ["team", "old", "older"];
  expect(tagChanges(seen, { team: "b", cost: "7" }, given)).toEqual({ set: { team: "b", cost: "7" }, remove: ["old"] });
  expect(tagChanges(seen, { team: "a", old: "1" }, given)).toEqual({ set: {}, remove: [] });
  expect(tagChanges(seen, {}, [])).toEqual({ set: {}, remove: [] });
});
