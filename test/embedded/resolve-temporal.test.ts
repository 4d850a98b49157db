import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { freePort } from "../../embedded/process/free-port.ts";
import { runCommand } from "../../embedded/process/run-command.ts";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import { cachedBinaryPath } from "../../embedded/temporal/binary-cache.ts";
import { archiveName } from "../../embedded/temporal/official-archive.ts";
import { resolveTemporal, type ResolveTemporalOptions } from "../../embedded/temporal/resolve-temporal.ts";
import { TemporalUnavailable } from "../../embedded/temporal/temporal-unavailable.ts";

const archive = archiveName(process.platform, process.arch) ?? "";
let folder: string;
let lines: string[];
/** Nothing answers there, as without a network. */
let nowhere: string;
let server: Server | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "holdfast-resolve-"));
  nowhere = `http://127.0.0.1:${await freePort()}`;
  lines = [];
});
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function program(name: string, script: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

const saying = (cli: string, temporal: string) => `echo "temporal version ${cli} (Server ${temporal}, UI 2.0.0)"`;

function resolving(more: Partial<ResolveTemporalOptions> = {}) {
  const env = { PATH: join(folder, "bin") };
  const report = (line: string) => void lines.push(line);
  return resolveTemporal({ env, cacheDir: join(folder, "cache"), archiveUrl: nowhere, report, ...more });
}

/** Serves a release, and counts how often its archive is fetched. */
async function serveRelease(checksum?: string): Promise<{ archiveUrl: string; fetched: () => number }> {
  await program("release/temporal", saying("1.8.2", "1.31.2"));
  await runCommand("tar", ["-czf", join(folder, archive), "-C", join(folder, "release"), "temporal"]);
  const content = await readFile(join(folder, archive));
  const digest = checksum ?? createHash("sha256").update(content).digest("hex");
  let count = 0;
  server = createServer((request, response) => {
    if (request.url === "/v1.8.2/checksums.txt") return void response.end(`${digest}  ${archive}\n`);
    if (request.url !== `/v1.8.2/${archive}`) return void response.writeHead(404).end();
    count += 1;
    response.end(content);
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  const { port } = server.address() as AddressInfo;
  return { archiveUrl: `http://127.0.0.1:${port}`, fetched: () => count };
}

/** A Go of that version; inside our module it works only when it is new enough, as with GOTOOLCHAIN=local. */
const go = (version: string, build: string) => `
  if [ "$1" = version ]; then
    case ${version} in 1.25*) [ -f go.mod ] && exit 1;; esac
    echo "go version go${version} linux/amd64"; exit 0
  fi
  out=$GOBIN/temporal
  while [ $# -gt 0 ]; do [ "$1" = -o ] && out=$2; last=$1; shift; done
  ${build}`;
const writing = (said: string) => `
  printf '#!/bin/sh\\n%s\\n' '${said}' > "$out" && /bin/chmod +x "$out"`;

test("TEMPORAL_ADDRESS comes before everything", async () => {
  const env = { TEMPORAL_ADDRESS: "temporal.example:7233", TEMPORAL_CLI_PATH: "/absent" };
  expect(await resolving({ env })).toEqual({ kind: "address", address: "temporal.example:7233" });
  expect(lines).toEqual([]);
});

test("TEMPORAL_CLI_PATH is used, whatever its version", async () => {
  const path = await program("old/temporal", saying("1.1.0", "1.25.0"));
  expect(await resolving({ env: { TEMPORAL_CLI_PATH: path } })).toEqual({ kind: "binary", path, version: "1.1.0" });
});

test.each([
  { name: "is absent", script: undefined, why: "does not run" },
  { name: "fails", script: "echo broken >&2; exit 3", why: "ended with 3: broken" },
  { name: "is something else", script: "echo hello", why: "is no Temporal CLI: hello" },
])("a TEMPORAL_CLI_PATH that $name is refused at once", async ({ script, why }) => {
  const path = script === undefined ? join(folder, "absent") : await program("wrong", script);
  await program("bin/temporal", saying("1.8.2", "1.31.2"));
  const refused = resolving({ env: { TEMPORAL_CLI_PATH: path, PATH: join(folder, "bin") } });
  await expect(refused).rejects.toBeInstanceOf(TemporalUnavailable);
  await expect(refused).rejects.toThrow(why);
});

test("a temporal on the path is used when its server is new enough", async () => {
  const path = await program("bin/temporal", saying("1.9.1", "1.32.0"));
  expect(await resolving()).toEqual({ kind: "binary", path, version: "1.9.1" });
});

test("the cache is used when the temporal on the path is too old", async () => {
  await program("bin/temporal", saying("1.5.1", "1.29.1"));
  const path = cachedBinaryPath(join(folder, "cache"), "1.8.2");
  await program(path.slice(folder.length + 1), saying("1.8.2", "1.31.2"));
  expect(await resolving()).toEqual({ kind: "binary", path, version: "1.8.2" });
  expect(lines).toContainEqual(expect.stringContaining("has server 1.29.1, older than 1.31"));
});

test("the archive is fetched once into the cache, also when two ask at once", async () => {
  const { archiveUrl, fetched } = await serveRelease();
  const path = cachedBinaryPath(join(folder, "cache"), "1.8.2");
  const want = { kind: "binary", path, version: "1.8.2" };
  expect(await Promise.all([resolving({ archiveUrl }), resolving({ archiveUrl })])).toEqual([want, want]);
  expect(fetched()).toBe(1);
  expect(lines).toContainEqual(expect.stringContaining(`process ${process.pid} is getting Temporal; waiting`));
  expect((await readdir(dirname(path))).toSorted()).toEqual(["lock", "temporal"]);
});

test("an archive with another checksum is not used", async () => {
  const { archiveUrl } = await serveRelease("0".repeat(64));
  await expect(resolving({ archiveUrl })).rejects.toThrow(`but ${"0".repeat(64)} was published`);
  expect(await readdir(dirname(cachedBinaryPath(join(folder, "cache"), "1.8.2")))).toEqual(["lock"]);
});

test("without the archive it is built with Go, from a copy of our module", async () => {
  await program("bin/go", go("1.26.8", `[ -f go.sum ] || exit 7; ${writing(saying("1.8.2", "1.31.2"))}`));
  const path = cachedBinaryPath(join(folder, "cache"), "1.8.2");
  expect(await resolving()).toEqual({ kind: "binary", path, version: "1.8.2" });
  expect(lines).toContainEqual(expect.stringMatching(/^building Temporal 1\.8\.2 with Go: about \d+ min/));
});

test("with Go 1.25 the older version is built, and found again the next time", async () => {
  await program("bin/go", go("1.25.3", `echo built >> ${folder}/builds; ${writing(saying("1.5.1", "1.29.1"))}`));
  const path = cachedBinaryPath(join(folder, "cache"), "1.5.1");
  expect(await resolving()).toEqual({ kind: "binary", path, version: "1.5.1" });
  expect(await resolving()).toEqual({ kind: "binary", path, version: "1.5.1" });
  expect(await readFile(join(folder, "builds"), "utf8")).toBe("built\n");
});

test("a build that is aborted ends its Go and leaves nothing in the cache", async () => {
  await program("bin/go", go("1.26.8", "echo compiling >&2; exec /bin/sleep 600"));
  const stopping = new AbortController();
  const building = resolving({ signal: stopping.signal });
  const begun = () => lines.some((line) => line.startsWith("building"));
  await waitUntil(begun, { what: "the build has begun", limitMs: 10_000 });
  stopping.abort(new Error("enough"));
  await expect(building).rejects.toThrow("aborted");
  expect(await readdir(dirname(cachedBinaryPath(join(folder, "cache"), "1.8.2")))).toEqual(["lock"]);
});

test("when nothing works one error lists every way, why it failed and what to do", async () => {
  await program("bin/go", go("1.26.8", "echo module lookup disabled >&2; exit 1"));
  const error = await resolving().catch((reason: unknown) => reason);
  if (!(error instanceof TemporalUnavailable)) throw new Error("expected TemporalUnavailable", { cause: error });
  expect(error.tried.map(({ why }) => why)).toEqual([
    "not set",
    "not set",
    "there is none",
    expect.stringContaining("is not there yet"),
    expect.stringMatching(/fetch failed.*ECONNREFUSED/),
    '"go build" failed: module lookup disabled',
  ]);
  expect(error.message).toContain("set TEMPORAL_ADDRESS");
  expect(error.message).toContain("install Go 1.26.4");
  expect(lines).toHaveLength(4);
});
