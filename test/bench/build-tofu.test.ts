import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { buildTofu, cachedTofu, isTofuCached } from "../../bench/drift/tofu/build-tofu.ts";

let folder: string;
let lines: string[];
let env: NodeJS.ProcessEnv;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "holdfast-tofu-"));
  lines = [];
  env = { PATH: join(folder, "bin"), XDG_CACHE_HOME: join(folder, "cache") };
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

const build = async () => await buildTofu({ env, report: (line) => void lines.push(line) });

async function program(path: string, script: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
}

/** A Go that writes down what it builds and makes programs which say that they are a version. */
async function goThatMakes(version: string): Promise<void> {
  await program(
    join(folder, "bin/go"),
    `[ "$1" = version ] && { echo "go version go1.26.8 linux/amd64"; exit 0; }
     [ -f go.sum ] || exit 7
     while [ $# -gt 0 ]; do [ "$1" = -o ] && out=$2; last=$1; shift; done
     echo "$last" >> ${folder}/builds
     printf '#!/bin/sh\\necho OpenTofu v${version}\\n' > "$out"`,
  );
}

test("OpenTofu and its provider are built once each, from copies of our modules, and found again the next time", async () => {
  const { version } = await cachedTofu(env);
  await goThatMakes(version);
  expect(await isTofuCached(await cachedTofu(env))).toBe(false);
  const programs = await build();
  expect(await build()).toEqual(programs);
  expect(await isTofuCached(programs)).toBe(true);
  expect(programs.tofu.startsWith(join(folder, "cache/holdfast/tofu"))).toBe(true);
  expect(await readFile(join(folder, "builds"), "utf8")).toBe(".\ngithub.com/opentofu/opentofu/cmd/tofu\n");
  expect(lines).toContainEqual(expect.stringContaining(`building OpenTofu ${version} with Go: about`));
});

test("two that ask at once build it once", async () => {
  await goThatMakes((await cachedTofu(env)).version);
  const [one, other] = await Promise.all([build(), build()]);
  expect(one).toEqual(other);
  expect((await readFile(join(folder, "builds"), "utf8")).trimEnd().split("\n")).toHaveLength(2);
});

test("a program that says another version is refused, and does not get into the cache", async () => {
  await goThatMakes("0.0.1");
  await expect(build()).rejects.toThrow("it is not");
  expect(await isTofuCached(await cachedTofu(env))).toBe(false);
});

test("without a Go it says that one is needed", async () => {
  await expect(build()).rejects.toThrow("there is no go on the PATH");
});

test("a build that fails tells why, and leaves nothing", async () => {
  await program(
    join(folder, "bin/go"),
    '[ "$1" = version ] && { echo "go version go1.26.8 linux/amd64"; exit 0; }\necho module lookup disabled >&2; exit 1',
  );
  await expect(build()).rejects.toThrow("module lookup disabled");
  expect(await isTofuCached(await cachedTofu(env))).toBe(false);
});
