import { expect, test } from "vitest";
import { parseCommandLine, parseEnvironment } from "./shown-by-process.ts";

const CLAIM = "HOLDFAST_CLAIM=uid/1";
const text = (...entries: readonly string[]) => entries.map((entry) => `${entry}\0`).join("");

test.each([
  { name: "words as they were given", line: text("node", "server.js"), words: ["node", "server.js"] },
  { name: "a word of no characters in the middle", line: text("node", "", "x"), words: ["node", "", "x"] },
  { name: "a title without an end", line: "postgres: writer", words: undefined },
  { name: "a title that is filled up", line: "nginx: master\0\0\0\0", words: undefined },
  { name: "nothing, as of a process that has ended", line: "", words: undefined },
])("a command line shows $name", ({ line, words }) => {
  expect(parseCommandLine(line)).toEqual(words);
});

test.each([
  {
    name: "the component's own variables, and none of the cell's or a shell's",
    line: text("PATH=/bin", "PORT=20000", "PWD=/work", "GREETING=hello=you", "EMPTY=", CLAIM),
    variables: { GREETING: "hello=you", EMPTY: "" },
  },
  { name: "a value of several lines", line: text("KEY=one\ntwo", CLAIM), variables: { KEY: "one\ntwo" } },
  { name: "nothing where it was written over", line: "worker 3 of 4", variables: undefined },
  { name: "nothing where it was written over in part", line: text("orker 3", CLAIM), variables: undefined },
  { name: "nothing where it does not name its run", line: text("GREETING=hello"), variables: undefined },
])("an environment shows $name", ({ line, variables }) => {
  expect(parseEnvironment(line)).toEqual(variables);
});
