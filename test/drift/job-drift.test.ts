import { chmod, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { localWorld, TOKEN, type LocalWorld } from "./local-world.ts";

let world: LocalWorld;
afterEach(async () => await world.close());

const run = async () =>
  await localWorld({
    kind: "job",
    config: { command: ["sh", "run.sh"], environment: { LEVEL: "one", TOKEN: "${secrets.token}" } },
    files: { "run.sh": "echo run >> ../../runs.txt\necho made > made.txt\n", "lib/a.sh": "true\n" },
  });
const timesRun = async () => (await readFile(join(world.run().path, "../runs.txt"), "utf8")).split("\n").length - 1;
const rewrite = async (path: string, change: (text: string) => string) =>
  await writeFile(path, change(await readFile(path, "utf8")));

test.each([
  {
    name: "a file was edited",
    make: async () => await writeFile(join(world.run().work, "run.sh"), "false\n"),
    found: [{ path: "files.run\\.sh", class: "changed", isLearned: true }],
  },
  {
    name: "a file got another mode",
    make: async () => await chmod(join(world.run().work, "run.sh"), 0o755),
    found: [{ path: "files.run\\.sh", class: "changed", isLearned: true }],
  },
  {
    name: "a directory was deleted",
    make: async () => await rm(join(world.run().work, "lib"), { recursive: true }),
    found: [{ path: "files.lib/a\\.sh", class: "missing", isLearned: true }],
  },
  {
    name: "the note of its end was edited",
    make: async () => await writeFile(world.run().exit, "3\n"),
    found: [{ path: "exitCode", class: "changed", wanted: 0, seen: 3 }],
  },
  {
    name: "the claim names another command and environment",
    make: async () => await rewrite(world.run().claim, (text) => text.replace(/^(\S+) \S+ \S+/, "$1 one two")),
    found: [
      { path: "launch.command", class: "changed", seen: "one" },
      { path: "launch.environment", class: "changed", seen: "two" },
    ],
  },
  {
    name: "the claim names another artifact",
    make: async () => {
      const other = await world.cell.push({ "run.sh": "true\n" });
      await rewrite(world.run().claim, (text) => text.replace(/^\S+/, other));
    },
    found: [
      { path: "artifact", class: "changed" },
      { path: "files.lib/a\\.sh", class: "missing" },
    ],
  },
])("a job of which $name is found, and nothing puts that back", async ({ make, found }) => {
  world = await run();
  const before = await world.seen();
  expect(await world.look()).toEqual({ state: "seen", fields: [] });
  await make();
  const drift = await world.look();
  expect(drift).toMatchObject({ state: "seen", fields: found });
  expect(JSON.stringify(drift)).not.toContain(TOKEN);
  expect(found.map(({ path }) => world.watch().revertOf(path))).toEqual(found.map(() => "none"));
  expect(await world.seen()).not.toBe(before);
});

test("a job is not run again to put back what differs, and differs still", async () => {
  world = await run();
  await writeFile(join(world.run().work, "lib/a.sh"), "false\n");
  const drift = await world.look();
  expect(await world.operate("revert")).toEqual({ state: "done" });
  expect(world.records.readies.at(-1)).toMatchObject({ isKept: true, incarnation: 1 });
  expect(await timesRun()).toBe(1);
  expect(await world.look()).toEqual(drift);
});

test("a job whose run was deleted is absent", async () => {
  world = await run();
  await rm(world.run().claim);
  expect(await world.look()).toEqual({ state: "absent", reason: "it was not launched, or its run is gone" });
});
