import { expect, test } from "vitest";
import { parsePostmasterFile } from "./postmaster.ts";

test.each([
  {
    name: "of a server that is ready",
    text: "4711\n/var/lib/x\n1790000000\n15001\n\n127.0.0.1\n  1 2\nready   \n",
    want: { pid: 4711, startedAt: 1_790_000_000_000, port: 15_001 },
  },
  {
    name: "of a server that starts",
    text: "4711\n/var/lib/x\n1790000000\n",
    want: { pid: 4711, startedAt: 1_790_000_000_000 },
  },
  { name: "that is empty after a crash", text: "", want: undefined },
])("parsePostmasterFile() reads a file $name", ({ text, want }) => {
  expect(parsePostmasterFile(text)).toEqual(want);
});
