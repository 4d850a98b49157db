import { expect, test } from "vitest";
import { isAtLeast, parseTemporalVersion } from "./temporal-version.ts";

test.each([
  { text: "temporal version 1.8.2 (Server 1.31.2, UI 2.50.1)\n", want: { cli: "1.8.2", server: "1.31.2" } },
  { text: "temporal version 0.0.0-DEV (Server 1.31.2, UI 2.50.1)", want: { cli: "0.0.0-DEV", server: "1.31.2" } },
  { text: "tctl version 1.18", want: undefined },
])("parseTemporalVersion() reads $text", ({ text, want }) => {
  expect(parseTemporalVersion(text)).toEqual(want);
});

test.each([
  { version: "1.31.2", oldest: "1.31", want: true },
  { version: "1.31", oldest: "1.31", want: true },
  { version: "1.30.9", oldest: "1.31", want: false },
  { version: "1.100.0", oldest: "1.31", want: true },
  { version: "2.0.0", oldest: "1.31", want: true },
  { version: "1.26.3", oldest: "1.26.4", want: false },
])("isAtLeast($version, $oldest) is $want", ({ version, oldest, want }) => {
  expect(isAtLeast(version, oldest)).toBe(want);
});
