import { expect, test } from "vitest";
import { parseLabelSelector } from "./label-selector.ts";

const LABELS = { team: "shop", tier: "demo", owned: "" };

test.each([
  ["", true],
  ["team=shop", true],
  ["team==shop", true],
  ["team=tool", false],
  ["team!=tool", true],
  ["tier!=demo", false],
  ["absent!=x", true],
  ["absent=x", false],
  ["owned", true],
  ["absent", false],
  ["!absent", true],
  ["!owned", false],
  ["owned=", true],
  ["team=shop, tier=demo", true],
  ["team=shop,tier=prod", false],
  ["constructor", false],
])("%j is %s for a shop's demo", (text, is) => {
  const parsed = parseLabelSelector(text);
  expect(parsed.isSound && parsed.matches(LABELS)).toBe(is);
});

test.each([",", "=shop", "a=b=c", "team shop", "!a=b"])("%j is none", (text) => {
  expect(parseLabelSelector(text)).toMatchObject({ isSound: false });
});
