import { expect, it } from "vitest";
import { sentence } from "./words.ts";

it.each([
  ["you asked for it", "You asked for it."],
  ["It was approved (by bo)", "It was approved (by bo)."],
  ["Ask an admin.", "Ask an admin."],
])("a reason is told as a sentence: %s", (text, expected) => {
  expect(sentence(text)).toBe(expected);
});
