import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { bootId, isAlive, lookAtProcess, parseProcStat } from "./process-identity.ts";

const rest = Array.from({ length: 15 }, (_, index) => index).join(" ");

test.each([
  { name: "a plain name", text: `7 (node) S 1 70 700 ${rest} 4711 0`, want: { isZombie: false } },
  { name: "brackets and spaces in it", text: `7 (a) R (b c) S 1 70 700 ${rest} 4711 0\n`, want: { isZombie: false } },
  { name: "a zombie's name", text: `7 (node) Z 1 70 700 ${rest} 4711 0`, want: { isZombie: true } },
])("parseProcStat() reads a line whose command has $name", ({ text, want }) => {
  expect(parseProcStat(text)).toEqual({ startTime: "4711", group: 70, session: 700, ...want });
});

test("parseProcStat() of another text is undefined", () => {
  expect(parseProcStat("")).toBeUndefined();
});

test("isAlive() knows this process, and not another start or boot of its pid", async () => {
  const startTime = (await lookAtProcess(process.pid))?.startTime ?? "";
  const own = { bootId: await bootId(), pid: process.pid, startTime };
  expect(await isAlive(own)).toBe(true);
  expect(await isAlive({ ...own, startTime: "1" })).toBe(false);
  expect(await isAlive({ ...own, bootId: "another" })).toBe(false);
});

test("a process that has ended is not there", async () => {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  expect(await lookAtProcess(child.pid ?? 0)).toBeUndefined();
});
