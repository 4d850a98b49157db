import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { identityOf, isAlive, ownIdentity, parseProcStat, startedAt } from "./process-identity.ts";

test.each([
  { name: "a plain name", text: `7 (node) S ${numbers(18)} 4711 0`, want: { state: "S", startTime: "4711" } },
  {
    name: "brackets and spaces in it",
    text: `7 (a) R (b c) Z ${numbers(18)} 4711 0`,
    want: { state: "Z", startTime: "4711" },
  },
  { name: "nothing", text: "", want: undefined },
])("parseProcStat reads a line whose command has $name", ({ text, want }) => {
  expect(parseProcStat(text)).toEqual(want);
});

test("isAlive() knows this process, and not another start or boot of its pid", () => {
  const own = ownIdentity();
  expect(isAlive(own)).toBe(true);
  expect(isAlive({ ...own, startTime: "1" })).toBe(false);
  expect(isAlive({ ...own, bootId: "another" })).toBe(false);
});

test("startedAt() is close to when this process was started", () => {
  const expected = Date.now() - process.uptime() * 1_000;
  expect(Math.abs((startedAt(process.pid) ?? 0) - expected)).toBeLessThan(3_000);
});

test("identityOf() a process that has ended is absent", async () => {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  expect(identityOf(child.pid ?? 0)).toBeUndefined();
});

function numbers(count: number): string {
  return Array.from({ length: count }, (_, index) => index).join(" ");
}
