import { expect, test } from "vitest";
import { didYouMean } from "./did-you-mean.ts";

const WORDS = ["environments", "operations", "releases", "env"];

test.each([
  { word: "enviroments", want: "environments" },
  { word: "Operation", want: "operations" },
  { word: "evn", want: "env" },
  { word: "enb", want: "env" },
  { word: "", want: undefined },
  { word: "zzzzzz", want: undefined },
])('"$word" probably means $want', ({ word, want }) => {
  expect(didYouMean(word, WORDS)).toBe(want);
});
