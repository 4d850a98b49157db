import { createHash } from "node:crypto";
import { cp, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { goVersion, runGoBuild, type GoBuild, type GoBuildContext } from "../../../embedded/go/run-go.ts";
import { findOnPath, isProgram } from "../../../embedded/process/find-on-path.ts";
import { makeProgram } from "../../../embedded/process/make-program.ts";
import { runCommand } from "../../../embedded/process/run-command.ts";
import { userCacheDir } from "../../../embedded/process/user-cache-dir.ts";
import { withFileLock } from "../../../embedded/process/with-file-lock.ts";

/** OpenTofu and its provider for the simulated cloud, ready to run. */
export interface TofuPrograms {
  readonly tofu: string;
  /** The folder that holds the provider alone. */
  readonly providerFolder: string;
  /** Of OpenTofu, as "1.12.6". */
  readonly version: string;
}

const TOFU = "github.com/opentofu/opentofu";
// A guess from the 480 that Temporal takes: only what people are told to expect.
const CORE_SECONDS = { tofu: 700, provider: 60 } as const;
const moduleFolder = join(import.meta.dirname, "module");
const providerSources = join(import.meta.dirname, "provider");

/** Where the programs lie in the user's cache, there or not. */
export async function cachedTofu(env: NodeJS.ProcessEnv): Promise<TofuPrograms> {
  const goMod = await readFile(join(moduleFolder, "go.mod"), "utf8");
  const version = /opentofu\/opentofu v(\S+)/.exec(goMod)?.[1];
  if (version === undefined) throw new Error(`${moduleFolder}/go.mod names no version of OpenTofu`);
  const folderOf = (what: string) => join(userCacheDir(env), "tofu", `${what}-${process.platform}-${process.arch}`);
  return {
    tofu: join(folderOf(version), "tofu"),
    providerFolder: folderOf(`simcloud-${await digestOf(providerSources)}`),
    version,
  };
}

/** Whether both programs lie in the cache. */
export async function isTofuCached(programs: TofuPrograms): Promise<boolean> {
  return (await isProgram(programs.tofu)) && (await isProgram(providerIn(programs)));
}

/**
 * OpenTofu of the version that its module here pins, and the provider: from the user's cache, else built with Go and the
 * modules of its proxy. Another process that builds them is waited for.
 *
 * @throws Error that says why they cannot be built.
 */
export async function buildTofu(context: GoBuildContext): Promise<TofuPrograms> {
  const { env, report, signal } = context;
  const programs = await cachedTofu(env);
  if (await isTofuCached(programs)) return programs;
  const go = await findOnPath("go", env);
  if (go === undefined) throw new Error("OpenTofu is built with Go, and there is no go on the PATH");
  const onWait = (pid: number) => report(`process ${pid} builds OpenTofu; waiting for it`);
  const build = { go, context };
  const work = async () => {
    await makeIfMissing(build, {
      path: providerIn(programs),
      sources: providerSources,
      args: ["."],
      what: "the provider for OpenTofu",
      coreSeconds: CORE_SECONDS.provider,
    });
    await makeIfMissing(build, {
      path: programs.tofu,
      sources: moduleFolder,
      // Without it the version is one of developers, which says no number.
      args: ["-ldflags", `-X ${TOFU}/version.dev=no`, `${TOFU}/cmd/tofu`],
      what: `OpenTofu ${programs.version}`,
      coreSeconds: CORE_SECONDS.tofu,
      check: async (made) => await problemOf(made, programs.version),
    });
  };
  await withFileLock(join(userCacheDir(env), "tofu", "lock"), work, { onWait, signal });
  return programs;
}

interface Wanted extends Pick<GoBuild, "args" | "what" | "coreSeconds"> {
  readonly path: string;
  readonly sources: string;
  /** What is wrong with what was made; undefined for nothing. */
  readonly check?: (made: string) => Promise<string | undefined>;
}

/** Builds from a copy of a module, whose go.sum pins every dependency. */
async function makeIfMissing(
  { go, context }: { readonly go: string; readonly context: GoBuildContext },
  { path, sources, args, what, coreSeconds, check }: Wanted,
): Promise<void> {
  if (await isProgram(path)) return;
  const result = await makeProgram(
    path,
    async (folder) => {
      const cwd = join(folder, "module");
      await cp(sources, cwd, { recursive: true });
      if ((await goVersion(go, cwd, context)) === undefined) {
        return { problem: `"${go}" is older than go.mod wants and has no newer one at hand` };
      }
      const made = join(folder, "program");
      const all = ["build", "-v", "-mod=readonly", "-trimpath", "-o", made, ...args];
      const problem = await runGoBuild({ go, args: all, cwd, what, coreSeconds }, context);
      return problem === undefined ? { made } : { problem };
    },
    async (made) => await check?.(made),
  );
  if ("problem" in result) throw new Error(`${what} cannot be built: ${result.problem}`);
}

async function problemOf(tofu: string, version: string): Promise<string | undefined> {
  const { stdout, output } = await runCommand(tofu, ["version"]);
  return stdout.includes(`v${version}`) ? undefined : `it is not ${version}: ${output.slice(0, 200)}`;
}

const providerIn = ({ providerFolder }: TofuPrograms) => join(providerFolder, "terraform-provider-simcloud");

async function digestOf(folder: string): Promise<string> {
  const hash = createHash("sha256");
  for (const name of (await readdir(folder)).toSorted())
    hash.update(`${name}\0`).update(await readFile(join(folder, name)));
  return hash.digest("hex").slice(0, 12);
}
