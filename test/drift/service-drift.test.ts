import { once } from "node:events";
import { chmod, readFile, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { renderDiff } from "../../domain/drift/render-diff.ts";
import { freePort } from "../../embedded/process/free-port.ts";
import { SERVER } from "../drivers/server-artifact.ts";
import { localWorld, TOKEN, type LocalWorld } from "./local-world.ts";

let world: LocalWorld;
afterEach(async () => await world.close());

const launch = async () => await localWorld({ kind: "service", config: CONFIG, files: FILES });
const CONFIG = {
  command: ["node", "server.js"],
  environment: { GREETING: "hello", TOKEN: "${secrets.token}" },
  health: { path: "/healthz", interval: "100ms" },
  stopWithin: "300ms",
};
const FILES = { ...SERVER, "public/index.html": "<h1>shop</h1>\n" };

interface DriftCase {
  readonly name: string;
  readonly make: (world: LocalWorld) => Promise<void>;
  /** Path and class of every field that differs, besides the pid of a process that was started by hand. */
  readonly found: readonly string[];
  /** What the diff says below its head, with hashes and pids left out. */
  readonly diff: readonly string[];
  readonly by: "update" | "replace";
}

const work = ({ run }: LocalWorld, ...path: string[]) => join(run().work, ...path);
const rewrite = async (path: string, change: (text: string) => string) =>
  await writeFile(path, change(await readFile(path, "utf8")));
const PROCESS = ["- process: pid", "+ process: pid  # not stated"];
const ENVIRONMENT = ["  config:", "    environment:"];

const CASES: readonly DriftCase[] = [
  {
    name: "another value of a variable",
    make: async ({ startByHand }) => await startByHand({ environment: { GREETING: "bye" } }),
    found: ["config.environment.GREETING changed"],
    diff: [...ENVIRONMENT, "-     GREETING: hello", "+     GREETING: bye", ...PROCESS],
    by: "replace",
  },
  {
    name: "another value of a secret variable",
    make: async ({ startByHand }) => await startByHand({ environment: { TOKEN: "a guess" } }),
    found: ["config.environment.TOKEN changed"],
    diff: [...ENVIRONMENT, "-     TOKEN: ***", "+     TOKEN: ***", ...PROCESS],
    by: "replace",
  },
  {
    name: "a variable less",
    make: async ({ startByHand }) => await startByHand({ environment: { GREETING: undefined } }),
    found: ["config.environment.GREETING missing"],
    diff: [...ENVIRONMENT, "-     GREETING: hello", ...PROCESS],
    by: "replace",
  },
  {
    name: "a variable more",
    make: async ({ startByHand }) => await startByHand({ environment: { DEBUG: "a guess" } }),
    found: ["config.environment.DEBUG extra"],
    diff: [...ENVIRONMENT, "+     DEBUG: ***", ...PROCESS],
    by: "replace",
  },
  {
    name: "another command",
    make: async ({ startByHand }) => await startByHand({ command: ["node", "server.js", "--verbose"] }),
    found: ["config.command changed"],
    diff: [
      "  config:",
      '-   command: ["node","server.js"]',
      '+   command: ["node","server.js","--verbose"]',
      ...PROCESS,
    ],
    by: "replace",
  },
  {
    name: "another port of its own",
    make: async ({ startByHand }) => await startByHand({ environment: { PORT: String(await freePort()) } }),
    found: ["launch.port changed"],
    diff: ["  launch:", "-   port: …", "+   port: …", ...PROCESS],
    by: "replace",
  },
  {
    name: "a claim that names another artifact",
    make: async ({ run, cell }) => {
      const other = await cell.push({ ...FILES, "more.txt": "more" });
      await rewrite(run().claim, (text) => text.replace(/^\S+/, other));
    },
    found: ["artifact changed"],
    diff: ['- artifact: "sha256:…"', '+ artifact: "sha256:…"'],
    by: "replace",
  },
  {
    name: "a claim that names another command and environment",
    make: async ({ run }) => await rewrite(run().claim, (text) => text.replace(/^(\S+) \S+ \S+/, "$1 one two")),
    found: ["launch.command changed", "launch.environment changed"],
    diff: ["  launch:", '-   command: "…"', "+   command: one", '-   environment: "…"', "+   environment: two"],
    by: "replace",
  },
  {
    name: "a file with another content",
    make: async (drifted) => await rewrite(work(drifted, "server.js"), (text) => `${text}// mended by hand\n`),
    found: ["files.server\\.js changed"],
    diff: ["  files:", '-   server.js: "644 sha256:…"', '+   server.js: "644 sha256:…"'],
    by: "replace",
  },
  {
    name: "a file with another mode",
    make: async (drifted) => await chmod(work(drifted, "server.js"), 0o755),
    found: ["files.server\\.js changed"],
    diff: ["  files:", '-   server.js: "644 sha256:…"', '+   server.js: "755 sha256:…"'],
    by: "replace",
  },
  {
    name: "a file less",
    make: async (drifted) => await rm(work(drifted, "server.js")),
    found: ["files.server\\.js missing"],
    diff: ["  files:", '-   server.js: "644 sha256:…"'],
    by: "replace",
  },
  {
    name: "a link in the place of a file",
    make: async (drifted) => {
      await rm(work(drifted, "server.js"));
      await symlink("/dev/null", work(drifted, "server.js"));
    },
    found: ["files.server\\.js changed"],
    diff: ["  files:", '-   server.js: "644 sha256:…"', "+   server.js: a symbolic link"],
    by: "replace",
  },
  {
    name: "a directory less",
    make: async (drifted) => await rm(work(drifted, "public"), { recursive: true }),
    found: ["files.public/index\\.html missing"],
    diff: ["  files:", '-   public/index.html: "644 sha256:…"'],
    by: "replace",
  },
  {
    name: "another port to ask",
    make: async ({ run }) => await rewrite(run().watch, (text) => text.replace(/"port":\d+/, '"port":9')),
    found: ["port changed"],
    diff: ["- port: …", "+ port: 9"],
    by: "update",
  },
  {
    name: "another way to ask for its health, and to stop it",
    make: async ({ run }) =>
      await rewrite(run().watch, (text) =>
        text.replace("/healthz", "/hurt").replace('"stopWithin":300', '"stopWithin":9'),
      ),
    found: ["config.health.path changed", "config.stopWithin changed"],
    diff: [
      "  config:",
      "    health:",
      "-     path: /healthz",
      "+     path: /hurt",
      "-   stopWithin: 300",
      "+   stopWithin: 9",
    ],
    by: "update",
  },
  {
    name: "no note of how to watch it",
    make: async ({ run }) => await rm(run().watch),
    found: [
      "config.health.expectStatus missing",
      "config.health.interval missing",
      "config.health.path missing",
      "config.stopWithin missing",
      "port missing",
    ],
    diff: [
      "  config:",
      "    health:",
      "-     expectStatus: 200",
      "-     interval: 100",
      "-     path: /healthz",
      "-   stopWithin: 300",
      "- port: …",
    ],
    by: "update",
  },
];

test.each(CASES)("a service with $name is found and put back", async ({ make, found, diff, by }) => {
  world = await launch();
  const before = await world.seen();
  const pid = await world.pid();
  expect(await world.look()).toEqual({ state: "seen", fields: [] });

  await make(world);
  const drift = await world.look();
  const fields = drift.state === "seen" ? drift.fields : [];
  const named = fields.filter(({ path }) => path !== "process").map((field) => `${field.path} ${field.class}`);
  expect(named).toEqual(found);
  expect(shown(renderDiff("api", fields))).toEqual(["--- wanted", "+++ seen", "@@ api @@", ...diff]);
  expect(JSON.stringify(fields)).not.toMatch(new RegExp(`${TOKEN}|a guess`));

  expect(await world.operate("revert")).toEqual({ state: "done" });
  expect(world.records.readies.at(-1)).toMatchObject({ isKept: false });
  expect(world.records.row.incarnation).toBe(by === "update" ? 1 : 2);
  if (by === "update") expect(await world.pid()).toBe(pid);
  expect(await world.look()).toEqual({ state: "seen", fields: [] });
  expect(await world.seen()).toBe(before);
});

test.each([
  { name: "process was killed", make: async ({ kill }: LocalWorld) => await kill(), reason: /^pid \d+ is gone: / },
  {
    name: "directory was deleted while it runs",
    make: async ({ run }: LocalWorld) => await rm(run().path, { recursive: true }),
    reason: /its run is gone$/,
  },
  {
    name: "claim was damaged long ago",
    make: async ({ run }: LocalWorld) => {
      await writeFile(run().claim, "half");
      await utimes(run().claim, 1, 1);
    },
    reason: /^its claim is damaged/,
  },
])("a service whose $name is absent, and comes back as it was", async ({ make, reason }) => {
  world = await launch();
  const before = await world.seen();
  await make(world);
  await expect.poll(async () => await world.look()).toEqual({ state: "absent", reason: expect.stringMatching(reason) });
  expect(await world.operate("repair")).toEqual({ state: "done" });
  expect(world.records.row.incarnation).toBe(2);
  expect(await world.look()).toEqual({ state: "seen", fields: [] });
  expect(await world.seen()).toBe(before);
});

test("a stranger on the port of a service is found by name, and is nothing that a revert takes away", async () => {
  world = await launch();
  const port = await world.records.leased("local", world.records.turn.componentUid, "port");
  await world.startByHand({ environment: { PORT: String(await freePort()) } });
  const stranger = createServer((_request, response) => response.end()).listen(port, "127.0.0.1");
  await once(stranger, "listening");
  try {
    const drift = await world.look();
    const taken = {
      path: "port",
      class: "changed",
      wanted: port,
      seen: expect.stringMatching(/, where ".+" listens$/),
    };
    expect(drift).toMatchObject({ state: "seen", fields: [{ path: "launch.port" }, taken, { path: "process" }] });
    expect(await world.operate("revert")).toMatchObject({ state: "failed", code: "PORT_TAKEN" });
    expect(stranger.listening).toBe(true);
  } finally {
    stranger.close();
  }
  expect(await world.operate("revert")).toEqual({ state: "done" });
  expect(await world.look()).toEqual({ state: "seen", fields: [] });
});

test("what a service writes beside its files is its own, and a file that is written again as it was has not drifted", async () => {
  world = await launch();
  await writeFile(work(world, "cache.json"), "{}");
  await rewrite(work(world, "server.js"), (text) => text);
  expect(await world.look()).toEqual({ state: "seen", fields: [] });
});

test("a revert that finds nothing to put back keeps the service, its process and what is wanted of it", async () => {
  world = await launch();
  const [pid, baseline] = [await world.pid(), world.baseline()];
  expect(await world.operate("revert")).toEqual({ state: "done" });
  expect(world.records.readies.at(-1)).toMatchObject({ isKept: true, incarnation: 1 });
  expect(world.records.readies.at(-1)).not.toHaveProperty("baseline");
  expect([await world.pid(), world.baseline()]).toEqual([pid, baseline]);
});

test("a field that is ignored is no reason to take a process away: only what is asked for is put back", async () => {
  world = await launch();
  const pid = await world.pid();
  await rewrite(work(world, "server.js"), (text) => `${text}\n`);
  await rewrite(world.run().watch, (text) => text.replace('"stopWithin":300', '"stopWithin":9'));
  world.records.row = { ...world.records.row, revertPaths: ["config.stopWithin"] };
  expect(await world.operate("revert")).toEqual({ state: "done" });
  expect(await world.pid()).toBe(pid);
  expect(await world.look()).toMatchObject({ state: "seen", fields: [{ path: "files.server\\.js" }] });
});

/** A diff without what is another with every run. */
function shown(diff: string): readonly string[] {
  return diff
    .replace(/pid \d+/g, "pid")
    .replace(/sha256:[0-9a-f]{64}/g, "sha256:…")
    .replace(/"?\b[0-9a-f]{64}\b"?/g, '"…"')
    .replace(/\*\*\* \([0-9a-f]{8}\)/g, "***")
    .replace(/port: \d{4,5}/g, "port: …")
    .split("\n");
}
