import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Observation, Subject } from "../../activities/components/driver.ts";
import { jobDriver } from "../../activities/components/job/driver.ts";
import type { JobConfig } from "../../activities/components/job/schema.ts";
import { runDirectory } from "../../activities/components/process/run-directory.ts";
import { runProcesses } from "../../activities/components/process/run-processes.ts";
import { killRun } from "../../activities/components/process/stop-run.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import { makeSubject, removal, removeUntilGone } from "../contracts/driver.ts";
import { testCell, type TestCell } from "./cell.ts";

const signal = new AbortController().signal;
const subjects: Subject<JobConfig>[] = [];
let cell: TestCell;
let driver: ReturnType<typeof jobDriver>;

beforeEach(async () => {
  cell = await testCell();
  driver = jobDriver(cell.ports);
});

afterEach(async () => {
  for (const subject of subjects.splice(0)) await removeUntilGone(driver, removal(subject, "component"));
  await cell.close();
});

async function launch(script: string, config: JsonObject = {}): Promise<Subject<JobConfig>> {
  const environment = { DIRECTORY: cell.directory };
  const subject = makeSubject(driver.config.parse({ command: ["sh", "-c", script], environment, ...config }));
  subjects.push(subject);
  await driver.apply(subject, signal);
  return subject;
}

const look = async (subject: Subject<JobConfig>, waitMs = 10_000): Promise<Observation> =>
  await driver.observe(subject, { waitMs, signal });
const runOf = ({ id, incarnation }: Subject) => runDirectory(cell.ports.runs, id.componentUid, incarnation);

test("a job that ends with 0 is ready, and stays so", async () => {
  const subject = await launch("exit 0");
  expect(await look(subject)).toEqual({ state: "ready", outputs: { exitCode: 0 } });
  await driver.apply(subject, signal);
  expect(await look(subject)).toEqual({ state: "ready", outputs: { exitCode: 0 } });
});

test.each([
  {
    name: "another code",
    script: "echo first; echo oh no >&2; exit 4",
    code: "COMPONENT_FAILED",
    reason: "it ended with exit code 4",
    log: ["first", "oh no"],
  },
  {
    name: "a program that is not there",
    script: "no-such-program",
    code: "COMMAND_NOT_FOUND",
    reason: "it ended with exit code 127",
  },
])("a job that ends with $name has failed, with its last lines", async ({ script, code, reason, log }) => {
  const seen = await look(await launch(script));
  expect(seen).toMatchObject({ state: "failed", code, reason });
  if (log !== undefined) expect(seen).toMatchObject({ log });
});

test("a job that runs is changing, and takes what it needs until it ends", async () => {
  const subject = await launch('until [ -e "$DIRECTORY/go" ]; do sleep 0.02; done');
  expect(await look(subject, 0)).toMatchObject({ state: "changing", reason: "it has run for 0 s" });
  await writeFile(join(cell.directory, "go"), "");
  expect(await look(subject)).toMatchObject({ state: "ready" });
});

test("a job that runs longer than it may is killed and has failed, also for later looks", async () => {
  const subject = await launch("sleep 60", { timeout: "200ms" });
  const failed = { state: "failed", code: "COMPONENT_FAILED", reason: "it ran longer than 200 ms and was killed" };
  expect(await look(subject)).toMatchObject(failed);
  expect(await look(subject, 0)).toMatchObject(failed);
  await expect.poll(async () => await runProcesses(runOf(subject))).toEqual({ leader: undefined, others: [] });
});

test("a job whose launcher was killed is not run again while its command runs, and is gone after it", async () => {
  const subject = await launch(
    'echo x >> "$DIRECTORY/times"; until [ -e "$DIRECTORY/go" ]; do sleep 0.02; done & wait',
  );
  await expect.poll(async () => await cell.lines("times")).toHaveLength(1);
  const [, pid] = (await readFile(runOf(subject).claim, "utf8")).split("\n");
  process.kill(Number(pid), "SIGKILL");
  expect(await look(subject, 100)).toMatchObject({ state: "changing" });
  await writeFile(join(cell.directory, "go"), "");
  expect(await look(subject)).toMatchObject({ state: "gone", reason: `pid ${pid} is gone without an exit code` });
  await driver.apply(subject, signal);
  expect(await cell.lines("times")).toHaveLength(1);
});

test("a job of an earlier boot that did not end is gone", async () => {
  const subject = await launch("sleep 60");
  const { claim } = runOf(subject);
  const lines = (await readFile(claim, "utf8")).split("\n");
  // The shell may start its command only after a look: what comes late has to go as well.
  await expect
    .poll(async () => {
      await killRun(runOf(subject));
      return await runProcesses(runOf(subject));
    })
    .toEqual({ leader: undefined, others: [] });
  await writeFile(claim, lines.with(2, "another-boot").join("\n"));
  expect(await look(subject, 0)).toMatchObject({ state: "gone", reason: "the machine was started again while it ran" });
});

test.each([
  { name: "command", config: { command: ["true"] }, fields: ["config.command", "config.environment"] },
  { name: "environment", config: { environment: { LEVEL: "2" } }, fields: ["config.environment"] },
])("a job with another $name is to run again, also when it has ended", async ({ config, fields }) => {
  const subject = await launch("exit 0");
  await look(subject);
  const changed = { ...subject, config: driver.config.parse({ command: ["sh", "-c", "exit 0"], ...config }) };
  expect(await look(changed, 0)).toEqual({ state: "differs", fields, replace: true });
});

test("a job that is removed while it runs leaves no process and no directory", async () => {
  const subject = await launch("sleep 60 & sleep 60");
  await removeUntilGone(driver, removal(subject, "component"));
  expect(await runProcesses(runOf(subject))).toEqual({ leader: undefined, others: [] });
  expect(await look(subject, 0)).toEqual({ state: "absent" });
});
