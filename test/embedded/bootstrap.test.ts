import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { access, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { waitUntil } from "../../embedded/process/wait-until.ts";

const scripts = join(import.meta.dirname, "../../scripts");
let root: string;

// Notes that it runs, waits for leave when told to, and installs the two files that npm would.
const NPM = `
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
console.log("npm talks");
appendFileSync("npm-runs", process.argv.slice(2).join(" ") + "\\n");
if (existsSync("npm-fails")) { console.error("npm complains"); process.exit(1); }
while (existsSync("npm-waits")) await new Promise((done) => setTimeout(done, 10));
mkdirSync("node_modules", { recursive: true });
writeFileSync("node_modules/.package-lock.json", '{"packages":{}}');`;
const ENTRY = `
const [word, code] = process.argv.slice(2) as [string, string];
console.log("entry", word, process.env["PATH"]?.split(":")[0]);
if (word === "wait") { process.on("SIGTERM", () => process.exit(9)); setInterval(() => {}, 1_000); }
else if (word === "die") process.kill(process.pid, "SIGKILL");
else process.exitCode = Number(code);`;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "holdfast-bootstrap-"));
  await mkdir(join(root, "scripts"));
  await cp(join(scripts, "bootstrap.mjs"), join(root, "scripts/bootstrap.mjs"));
  await cp(join(scripts, "bootstrap"), join(root, "scripts/bootstrap"), { recursive: true });
  await writeFile(join(root, "package-lock.json"), '{"packages":{"":{},"node_modules/a":{"version":"1.0.0"}}}');
  await writeFile(join(root, "npm-fake.mjs"), NPM);
  await writeFile(join(root, "entry.ts"), ENTRY);
});

interface Run {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly ended: Promise<unknown[]>;
}

function bootstrap(...args: string[]): Run {
  const env = { ...process.env, npm_execpath: join(root, "npm-fake.mjs") };
  const child = spawn(process.execPath, [join(root, "scripts/bootstrap.mjs"), "entry.ts", ...args], { env });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return { child, said: () => text, ended: once(child, "close") };
}

const says = async (run: Run, words: string) =>
  await waitUntil(() => run.said().includes(words), { what: `it says "${words}"`, limitMs: 20_000 });
const npmRuns = async () => (await readFile(join(root, "npm-runs"), "utf8")).trim().split("\n");

test("bootstrap installs first, says so, and runs the entry with the installed programs first on the path", async () => {
  const run = bootstrap("go", "5");
  expect(await run.ended).toEqual([5, null]);
  expect(run.said()).toContain('"npm ci" installs 1 packages');
  expect(run.said()).toContain(`entry go ${join(root, "node_modules/.bin")}`);
  expect(run.said()).not.toContain("npm talks");
  expect(await npmRuns()).toEqual(["ci --include=dev --include=optional --no-audit --no-fund"]);
  await expect(access(join(root, ".holdfast"))).rejects.toThrow("ENOENT");
});

test("bootstrap installs again only when the lock file has changed", async () => {
  await bootstrap("go", "0").ended;
  await bootstrap("go", "0").ended;
  expect(await npmRuns()).toHaveLength(1);
  await writeFile(join(root, "package-lock.json"), '{"packages":{"":{},"node_modules/a":{"version":"1.0.1"}}}');
  await bootstrap("go", "0").ended;
  expect(await npmRuns()).toHaveLength(2);
});

test("bootstrap does not install what somebody has installed by hand", async () => {
  await mkdir(join(root, "node_modules"));
  await writeFile(
    join(root, "node_modules/.package-lock.json"),
    '{"packages":{"node_modules/a":{"version":"1.0.0","integrity":"sha512-a"}}}',
  );
  expect(await bootstrap("go", "0").ended).toEqual([0, null]);
  await expect(npmRuns()).rejects.toThrow("ENOENT");
});

test("of two at the same time one installs and the other waits for it", async () => {
  await writeFile(join(root, "npm-waits"), "");
  const first = bootstrap("go", "0");
  await says(first, "installs 1 packages");
  const second = bootstrap("go", "0");
  await says(second, `Process ${first.child.pid} is installing`);
  await rm(join(root, "npm-waits"));
  expect(await Promise.all([first.ended, second.ended])).toEqual([
    [0, null],
    [0, null],
  ]);
  expect(await npmRuns()).toHaveLength(1);
});

test("the lock of one that was killed while it installed is taken over", async () => {
  await writeFile(join(root, "npm-waits"), "");
  const first = bootstrap("go", "0");
  await says(first, "installs 1 packages");
  first.child.kill("SIGKILL");
  await rm(join(root, "npm-waits"));
  await first.ended;
  expect(await bootstrap("go", "0").ended).toEqual([0, null]);
});

test("bootstrap shows what npm said when it fails, and starts nothing", async () => {
  await writeFile(join(root, "npm-fails"), "");
  const run = bootstrap("go", "0");
  expect(await run.ended).toEqual([1, null]);
  expect(run.said()).toContain("npm complains");
  expect(run.said()).not.toContain("entry go");
});

test("bootstrap passes SIGTERM on and waits for the entry", async () => {
  const run = bootstrap("wait");
  await says(run, "entry wait");
  run.child.kill("SIGTERM");
  expect(await run.ended).toEqual([9, null]);
});

test("bootstrap ends by the signal that ended its entry", async () => {
  expect(await bootstrap("die").ended).toEqual([null, "SIGKILL"]);
});
