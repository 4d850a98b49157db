import { expect, test } from "vitest";
import { DEFAULT_PROJECT, wayTo } from "./project.ts";

const namesOf = (from: string, to: string) => wayTo(DEFAULT_PROJECT, from, to)?.map(({ name }) => name);

test.each([
  { from: "To Do", to: "Approved", way: ["Submit for review", "Approve"] },
  { from: "In Review", to: "Rejected", way: ["Reject"] },
  { from: "To Do", to: "Done", way: ["Withdraw"] },
  { from: "Approved", to: "Rejected", way: ["Review again", "Reject"] },
  { from: "Done", to: "Done", way: [] },
  { from: "Done", to: "To Do", way: undefined },
  { from: "Done", to: "Nowhere", way: undefined },
])("the way from $from to $to is $way", ({ from, to, way }) => {
  expect(namesOf(from, to)).toEqual(way);
});
