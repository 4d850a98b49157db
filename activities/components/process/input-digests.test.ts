import { expect, test } from "vitest";
import { changedInputs, digestInputs } from "./input-digests.ts";

const hash = (value: string) => `<${value.length}:${value}>`;
const inputs = { artifact: "sha256:a", command: ["node", "a b"], environment: { B: "2", A: "1" } };
const before = digestInputs(inputs, hash);

test.each([
  { name: "nothing", change: {}, want: [] },
  { name: "the order of the variables", change: { environment: { A: "1", B: "2" } }, want: [] },
  { name: "a variable", change: { environment: { A: "1", B: "3" } }, want: ["config.environment"] },
  { name: "how words are parted", change: { command: ["node", "a", "b"] }, want: ["config.command"] },
  { name: "the artifact", change: { artifact: "sha256:b" }, want: ["artifact"] },
  { name: "to have no artifact", change: { artifact: undefined }, want: ["artifact"] },
  {
    name: "all",
    change: { artifact: "x", command: ["x"], environment: {} },
    want: ["artifact", "config.command", "config.environment"],
  },
])("changing $name changes $want", ({ change, want }) => {
  expect(changedInputs(before, digestInputs({ ...inputs, ...change }, hash))).toEqual(want);
});
