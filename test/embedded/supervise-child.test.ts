import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { openChildNotes, type ChildNotes } from "../../embedded/process/child-notes.ts";
import { identityOf } from "../../embedded/process/process-identity.ts";
import { spawnNoted } from "../../embedded/process/spawn-noted.ts";
import { superviseChild, type ChildEvent } from "../../embedded/process/supervise-child.ts";
import { waitUntil } from "../../embedded/process/wait-until.ts";

let stateDir: string;
let notes: ChildNotes;
let events: ChildEvent[];
const onEvent = (event: ChildEvent) => void events.push(event);
const happened = () => events.map(({ what }) => what);

beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), "holdfast-children-"));
  notes = await openChildNotes(stateDir);
  events = [];
});

function command(script: string) {
  return { role: "worker", command: "sh", args: ["-c", script], logFile: join(stateDir, "worker.log") };
}

test("superviseChild() starts a killed child again and notes the new one", async () => {
  const child = superviseChild(command("echo here; exec sleep 600"), { notes, onEvent });
  const first = await waitUntil(() => child.pid(), { what: "it runs", limitMs: 10_000 });
  process.kill(first, "SIGKILL");
  const other = () => child.pid() !== first && child.pid();
  const second = await waitUntil(other, { what: "it runs again", limitMs: 10_000 });
  expect(events).toEqual([
    { what: "started", role: "worker", pid: first },
    { what: "exited", role: "worker", exit: { code: null, signal: "SIGKILL" }, wasAsked: false },
    { what: "restarting", role: "worker", inMs: 200 },
    { what: "started", role: "worker", pid: second },
  ]);
  expect(notes.alive().map(({ identity }) => identity.pid)).toEqual([second]);
  await child.stop();
  await child.stop();
  expect(identityOf(second)).toBeUndefined();
  expect(notes.alive()).toEqual([]);
  expect(events.at(-1)).toMatchObject({ what: "exited", wasAsked: true });
  expect(await readFile(join(stateDir, "worker.log"), "utf8")).toMatch(/^here\n/);
});

test("superviseChild() forces a child that does not listen", async () => {
  const stop = { withinMs: 100 };
  const script = "trap '' TERM; echo ready; while :; do sleep 1; done";
  const child = superviseChild(command(script), { notes, onEvent, stop });
  const log = async () => (await readFile(join(stateDir, "worker.log"), "utf8").catch(() => "")).includes("ready");
  await waitUntil(log, { what: "it is ready", limitMs: 10_000 });
  await child.stop();
  expect(events.at(-1)).toMatchObject({ what: "exited", exit: { signal: "SIGKILL" }, wasAsked: true });
});

test("superviseChild() tells that a program is missing, and goes on trying until it is stopped", async () => {
  const missing = { ...command(""), command: "/no/such/program" };
  const child = superviseChild(missing, { notes, onEvent });
  await waitUntil(() => happened().includes("restarting"), { what: "it is tried again", limitMs: 10_000 });
  await child.stop();
  expect(events).toContainEqual({ what: "exited", role: "worker", exit: { code: 127, signal: null }, wasAsked: false });
  expect(await readFile(join(stateDir, "worker.log"), "utf8")).toContain("/no/such/program");
});

test("superviseChild() tells when the log cannot be written", async () => {
  const child = superviseChild(
    { ...command("true"), logFile: join(stateDir, "absent/worker.log") },
    { notes, onEvent },
  );
  await waitUntil(() => happened().includes("restarting"), { what: "it is tried again", limitMs: 10_000 });
  await child.stop();
  expect(happened()[0]).toBe("failed to start");
});

test("spawnNoted() runs nothing that could not be noted", async () => {
  let pid = 0;
  const note: ChildNotes["note"] = ({ identity }) => {
    pid = identity.pid;
    return Promise.reject(new Error("no space"));
  };
  const ran = join(stateDir, "ran");
  await expect(spawnNoted(command(`echo ran > ${ran}`), { ...notes, note })).rejects.toThrow("no space");
  await waitUntil(() => identityOf(pid) === undefined, { what: "it is gone", limitMs: 10_000 });
  await expect(readFile(ran)).rejects.toThrow("ENOENT");
});
