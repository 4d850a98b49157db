import { expect, test } from "vitest";
import { asProtectionWish, protectionAtRemoval, type ProtectionFacts } from "./protection-at-removal.ts";

const says = (why: string) => ({ is: "kept", why: expect.stringContaining(why) });

test.each<{ what: string; facts: ProtectionFacts; verdict: object }>([
  { what: "off, and is", facts: { wanted: "off", reached: "off", isOn: false }, verdict: { is: "free" } },
  { what: "on, and is", facts: { wanted: "on", reached: "on", isOn: true }, verdict: { is: "ours" } },
  {
    what: "on, and somebody took it off",
    facts: { wanted: "on", reached: "on", isOn: false },
    verdict: { is: "free" },
  },
  { what: "strict, and is", facts: { wanted: "strict", reached: "strict", isOn: true }, verdict: says("by hand") },
  {
    what: "strict since a moment, and is on",
    facts: { wanted: "strict", reached: "on", isOn: true },
    verdict: says("by hand"),
  },
  {
    what: "strict, and somebody took it off",
    facts: { wanted: "strict", reached: "strict", isOn: false },
    verdict: { is: "free" },
  },
  {
    what: "strict since a moment, and is off",
    facts: { wanted: "strict", reached: "off", isOn: false },
    verdict: says("has not come about"),
  },
  {
    what: "off since a moment, and is on still",
    facts: { wanted: "off", reached: "on", isOn: true },
    verdict: { is: "ours" },
  },
  {
    what: "off after strict, and is on still",
    facts: { wanted: "off", reached: "strict", isOn: true },
    verdict: { is: "ours" },
  },
  {
    what: "off, and somebody put it on",
    facts: { wanted: "off", reached: "off", isOn: true },
    verdict: says("somebody"),
  },
  {
    what: "unknown, and is on",
    facts: { wanted: undefined, reached: undefined, isOn: true },
    verdict: says("somebody"),
  },
])("protection that is to be $what", ({ facts, verdict }) => {
  expect(protectionAtRemoval(facts)).toEqual(verdict);
});

test("a note that is no wish is none", () => {
  expect([asProtectionWish("strict"), asProtectionWish(true), asProtectionWish(undefined)]).toEqual([
    "strict",
    undefined,
    undefined,
  ]);
});
