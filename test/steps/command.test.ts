import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runDirectory } from "../../activities/components/process/run-directory.ts";
import { runProcesses } from "../../activities/components/process/run-processes.ts";
import { killRun } from "../../activities/components/process/stop-run.ts";
import { command } from "../../activities/steps/command.ts";
import type { StepAnswer, StepContext } from "../../activities/steps/step.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import { testCell, type TestCell } from "../drivers/cell.ts";
import { stepContext } from "./step-context.ts";

let cell: TestCell;

beforeEach(async () => void (cell = await testCell()));
afterEach(async () => {
  for (const attempt of [1, 2]) for (const isUndo of [false, true]) await killRun(runOf({ attempt, isUndo }));
  await cell.close();
});

const runOf = ({ attempt = 1, isUndo = false } = {}) =>
  runDirectory(join(cell.directory, "step"), `operation-1.step${isUndo ? ".undo" : ""}`, attempt);

function contextIn(given: Partial<StepContext> = {}) {
  return stepContext({
    cell: {
      unpacked: async (digest) => await cell.artifacts.directory(digest),
      directory: async () => join(cell.directory, "step"),
      environment: cell.ports.environment,
    },
    ...given,
  });
}

const shell = (script: string, config: JsonObject = {}) =>
  command.config.parse({ command: ["sh", "-c", script], environment: { DIRECTORY: cell.directory }, ...config });

/** Runs attempt after attempt until it does not wait any more. */
async function runToEnd(run: () => Promise<StepAnswer>): Promise<StepAnswer> {
  let answer: StepAnswer | undefined;
  await expect.poll(async () => (answer = await run()).status, { timeout: 20_000 }).not.toBe("waits");
  if (answer === undefined) throw new Error("it never ran");
  return answer;
}

const WAIT_FOR_GO = 'until [ -e "$DIRECTORY/go" ]; do sleep 0.02; done';
const go = async () => await writeFile(join(cell.directory, "go"), "");
const hasBegun = async () =>
  await expect.poll(async () => await cell.lines("times"), { timeout: 10_000 }).toHaveLength(1);

test("a command that ends with 0 has succeeded, with what it wrote and its last JSON line", async () => {
  const context = contextIn();
  const config = shell(`echo one; echo '{"n": 1}'; echo two >&2; echo '{"n": 2}'; echo '{broken}'; echo three`);
  expect(await command.run(config, context)).toEqual({
    status: "succeeded",
    output: { exitCode: 0, stdoutTail: 'one\n{"n": 1}\ntwo\n{"n": 2}\n{broken}\nthree\n', json: { n: 2 } },
  });
  expect(context.lines).toEqual(["one", '{"n": 1}', "two", '{"n": 2}', "{broken}", "three"]);
});

test.each([
  {
    name: "another code",
    script: "echo well; echo oh no >&2; exit 4",
    reason: "it ended with exit code 4: oh no",
    exitCode: 4,
  },
  { name: "a signal", script: "kill -9 $$", reason: /^it ended with exit code 137/, exitCode: 137 },
])("a command that ends with $name has failed, with its last line", async ({ script, reason, exitCode }) => {
  const answer = await command.run(shell(script), contextIn());
  expect(answer).toMatchObject({ status: "failed", output: { exitCode } });
  expect(answer.status === "failed" && answer.reason).toMatch(reason);
});

test("a program that is not there is told before anything runs", async () => {
  const config = command.config.parse({ command: ["no-such-program"] });
  await expect(command.run(config, contextIn())).rejects.toMatchObject({ code: "COMMAND_NOT_FOUND" });
});

test("a command runs in a copy of its artifact, which is gone after it", async () => {
  const digest = await cell.push({ "say.sh": "echo said; echo changed > say.sh" });
  const config = command.config.parse({ command: ["sh", "say.sh"], artifact: "tools" });
  const context = contextIn({ artifact: (name) => (name === "tools" ? digest : undefined) });
  for (const attempt of [1, 2])
    expect(await command.run(config, { ...context, attempt })).toMatchObject({ output: { stdoutTail: "said\n" } });
  await expect(stat(runOf().work)).rejects.toMatchObject({ code: "ENOENT" });
  expect(await command.run({ ...config, artifact: "other" }, contextIn({ attempt: 3 }))).toEqual({
    status: "failed",
    reason: 'the release has no artifact "other"',
  });
});

test("a command that runs long waits, and runs once however often it is asked for", async () => {
  const config = shell(`echo x >> "$DIRECTORY/times"; ${WAIT_FOR_GO}; exit 0`);
  const context = contextIn();
  expect(await command.run(config, context)).toMatchObject({
    status: "waits",
    reason: expect.stringMatching(/^it has run for \d+ s$/) as unknown,
  });
  await go();
  expect(await runToEnd(async () => await command.run(config, context))).toMatchObject({ status: "succeeded" });
  expect(await command.run(config, context)).toMatchObject({ status: "succeeded" });
  expect(await cell.lines("times")).toHaveLength(1);
});

test("a command outlives the worker that began it, and the next one joins it", async () => {
  const config = {
    command: ["sh", "-c", `echo x >> "$DIRECTORY/times"; ${WAIT_FOR_GO}; echo '{"isDone": true}'`],
    environment: { DIRECTORY: cell.directory },
  };
  const program = fileURLToPath(new URL("launch-and-die.ts", import.meta.url));
  const worker = spawn(process.execPath, [program, cell.directory, JSON.stringify(config)], { stdio: "inherit" });
  await hasBegun();
  worker.kill("SIGKILL");
  await once(worker, "exit");
  expect((await runProcesses(runOf())).leader).toBeDefined();
  await go();
  const parsed = command.config.parse(config);
  expect(await runToEnd(async () => await command.run(parsed, contextIn()))).toMatchObject({
    status: "succeeded",
    output: { exitCode: 0, json: { isDone: true } },
  });
  expect(await cell.lines("times")).toHaveLength(1);
});

test("another attempt runs the command again, and nothing of the one before lives on", async () => {
  const config = shell(
    'echo x >> "$DIRECTORY/times"; [ "$(wc -l < "$DIRECTORY/times")" -gt 1 ] || { sleep 600 & exit 1; }',
  );
  expect(await command.run(config, contextIn())).toMatchObject({ status: "failed" });
  expect((await runProcesses(runOf())).others).toHaveLength(1);
  expect(await command.run(config, contextIn({ attempt: 2 }))).toMatchObject({ status: "succeeded" });
  expect(await runProcesses(runOf())).toEqual({ leader: undefined, others: [] });
});

test("of a long output the last 64 KiB are kept, whole lines", async () => {
  const config = shell("i=0; while [ $i -lt 9000 ]; do echo line-$i-0123456789; i=$((i+1)); done");
  const context = contextIn();
  const answer = await runToEnd(async () => await command.run(config, context));
  const tail = answer.status === "succeeded" ? String(answer.output?.["stdoutTail"]) : "";
  expect(tail.length).toBeGreaterThan(63 * 1024);
  expect(tail.length).toBeLessThanOrEqual(64 * 1024);
  expect(tail).toMatch(/^line-\d+-0123456789\n/);
  expect(tail.endsWith("line-8999-0123456789\n")).toBe(true);
  expect((await readFile(runOf().log, "utf8")).length).toBe(tail.length);
  expect(await command.run(config, context)).toEqual(answer);
});

test("a command that is stopped leaves no process, is failed for later looks, and is not launched again", async () => {
  const config = shell(`trap '' TERM; echo x >> "$DIRECTORY/times"; sleep 600 & ${WAIT_FOR_GO}`);
  const running = command.run(config, contextIn());
  await hasBegun();
  expect(await command.stop?.(config, contextIn())).toBeUndefined();
  expect(await runProcesses(runOf())).toEqual({ leader: undefined, others: [] });
  await running;
  expect(await command.run(config, contextIn())).toMatchObject({ status: "failed" });
  expect(await cell.lines("times")).toHaveLength(1);
});

test("stopping a command that had ended by itself answers what it came to", async () => {
  const config = shell("exit 0");
  await command.run(config, contextIn());
  expect(await command.stop?.(config, contextIn())).toMatchObject({ status: "succeeded" });
});

test("a command that is stopped before it began never begins", async () => {
  const config = shell('echo x >> "$DIRECTORY/times"');
  await command.stop?.(config, contextIn());
  expect(await command.run(config, contextIn())).toMatchObject({ status: "failed", reason: "it was stopped" });
  expect(await cell.lines("times")).toEqual([]);
});

test("an aborted attempt leaves the command running", async () => {
  const config = shell(`echo x >> "$DIRECTORY/times"; ${WAIT_FOR_GO}`);
  const cancelled = new AbortController();
  const running = command.run(config, contextIn({ signal: cancelled.signal }));
  await hasBegun();
  cancelled.abort(new Error("the worker shuts down"));
  await expect(running).rejects.toThrow("aborted");
  expect((await runProcesses(runOf())).leader).toBeDefined();
});

test("an undo runs its own command once", async () => {
  const config = shell("exit 0", { undo: ["sh", "-c", 'echo undone >> "$DIRECTORY/undone"'] });
  const context = contextIn({ isUndo: true });
  for (let count = 0; count < 2; count += 1)
    expect(await command.undo?.(config, context, {})).toMatchObject({ status: "succeeded" });
  expect(await cell.lines("undone")).toEqual(["undone"]);
  expect(await command.undo?.(shell("exit 0"), context, {})).toMatchObject({ note: "no undo is written down" });
});
