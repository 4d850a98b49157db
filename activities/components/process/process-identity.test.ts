import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { bootId, isAlive, lookAtProcess, parseProcStat } from "./process-identity.ts";

const stat = (name: string, state: string, threads: number) =>
  `7 ${name} ${state} 1 70 700 ${"0 ".repeat(13)}${threads} 0 4711 0\n`;

test.each([
  { name: "a running process", text: stat("(node)", "S", 11), isZombie: false },
  { name: "a command with brackets and spaces", text: stat("(a) R (b c)", "S", 1), isZombie: false },
  { name: "a zombie", text: stat("(node)", "Z", 1), isZombie: true },
  { name: "a process whose first thread has ended before the others", text: stat("(node)", "Z", 2), isZombie: false },
])("parseProcStat() reads the line of $name", ({ text, isZombie }) => {
  expect(parseProcStat(text)).toEqual({ startTime: "4711", group: 70, session: 700, isZombie });
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
