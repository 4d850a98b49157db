import { expect, test } from "vitest";
import { Command, Environment } from "./command-schema.ts";

test.each([
  { name: "no word", value: [] },
  { name: "an empty program", value: [""] },
  { name: "an option as program", value: ["-c"] },
  { name: "NUL", value: ["node", "a\0b"] },
  { name: "text instead of words", value: "node server.js" },
])("a command with $name is refused", ({ value }) => {
  expect(Command.safeParse(value).success).toBe(false);
});

test.each([
  { name: "the PORT", value: { PORT: "80" } },
  { name: "a name of ours", value: { HOLDFAST_CLAIM: "x" } },
  { name: "a name with =", value: { "A=B": "x" } },
  { name: "NUL in a value", value: { A: "\0" } },
  { name: "an object", value: { A: {} } },
])("an environment with $name is refused", ({ value }) => {
  expect(Environment.safeParse(value).success).toBe(false);
});

test("numbers and booleans become text", () => {
  expect(Environment.parse({ A: 1, B: true, C: "c" })).toEqual({ A: "1", B: "true", C: "c" });
});
