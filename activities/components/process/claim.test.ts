import { expect, test } from "vitest";
import { claimFacts, parseClaim } from "./claim.ts";

const digests = { artifact: "none", command: "c", environment: "e" };
const stat = `12 (sh) S 1 12 12 ${"0 ".repeat(15)}4711 0`;

test("parseClaim() reads what a launcher writes", () => {
  const text = `${claimFacts(digests)}\n12\nboot\n${stat}\n`;
  expect(parseClaim(text)).toEqual({ state: "won", identity: { pid: 12, bootId: "boot", startTime: "4711" }, digests });
});

test("parseClaim() reads the start that ps gives, where there is no /proc", () => {
  const text = `${claimFacts(digests)}\n12\nboot\nSat Nov  7 08:00:00 2026\n`;
  expect(parseClaim(text)).toMatchObject({ identity: { startTime: "Sat Nov 7 08:00:00 2026" } });
});

test("parseClaim() of any begin of a claim is unfinished", () => {
  const text = `${claimFacts(digests)}\n12\nboot\n${stat}\n`;
  for (let length = 0; length < text.length; length += 1) {
    expect(parseClaim(text.slice(0, length))).toEqual({ state: "unfinished" });
  }
});
