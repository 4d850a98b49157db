import { expect, test } from "vitest";
import { matchesPattern } from "./match-pattern.ts";

test.each([
  ["config.command", "config.command", true],
  ["config.command", "config.commands", false],
  ["config.*", "config.environment.GREETING", true],
  ["config.*", "config", false],
  ["*", "health", true],
  ["*.replicas", "config.web.replicas", true],
  ["*.replicas", "config.replicas.max", false],
  ["config.*.limits.*", "config.a.limits.b.limits.c", true],
  ["**a**", "a", true],
  ["a*b*c", "aXbXbXc", true],
  ["a*b*c", "aXbX", false],
  ["labels.app.kubernetes.io/name", "labels.app\\.kubernetes\\.io/name", true],
  ["files.server\\.js", "files.server\\.js", true],
  ["CONFIG.*", "config.a", false],
  ["config.a+", "config.aa", false],
])("the pattern %s and the path %s: %s", (pattern, path, matches) => {
  expect(matchesPattern(pattern, path)).toBe(matches);
});

test("a pattern of many stars is decided in proportion to the lengths", () => {
  // A matcher that tries every way would not end.
  expect(matchesPattern(`${"*a".repeat(90)}b`, "a".repeat(5_000))).toBe(false);
});
