import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { userCacheDir } from "../../embedded/process/user-cache-dir.ts";

const REQUIREMENTS = fileURLToPath(new URL("requirements.txt", import.meta.url));

/** A Python that has moto, or what is missing to get one. */
export type Moto =
  | { readonly python: string; readonly version: string }
  | { readonly missing: string; readonly next: string };

/**
 * Finds moto in the user's cache, or installs it there from PyPI, in the versions that `requirements.txt` pins. An
 * installation that was cut off is made anew.
 *
 * @throws Error where PyPI, or an installation, fails
 */
export async function getMoto(say: (line: string) => void): Promise<Moto> {
  const pinned = await readFile(REQUIREMENTS, "utf8");
  const version = /^moto==(\S+)$/m.exec(pinned)?.[1] ?? "unknown";
  const digest = createHash("sha256").update(pinned).digest("hex").slice(0, 8);
  const directory = join(userCacheDir(process.env), `moto-${version}-${digest}`);
  const python = join(directory, "bin", "python3");
  const complete = join(directory, "complete");
  if (existsSync(complete)) return { python, version };
  const problem = await whyNoPython();
  if (problem !== undefined) return problem;
  say(`installs moto ${version} into ${directory}`);
  await rm(directory, { recursive: true, force: true });
  await mkdir(dirname(directory), { recursive: true });
  await run("python3", ["-m", "venv", directory]);
  await run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", REQUIREMENTS]);
  await writeFile(complete, "");
  return { python, version };
}

async function whyNoPython(): Promise<{ readonly missing: string; readonly next: string } | undefined> {
  const next = "Install Python 3.10 or newer with its venv module: apt-get install python3-venv, brew install python3";
  const check = "import sys, venv, ensurepip; sys.exit(0 if sys.version_info >= (3, 10) else 3)";
  try {
    await run("python3", ["-c", check]);
    return undefined;
  } catch (error) {
    const missing = `there is no python3 of 3.10 or newer with venv: ${error instanceof Error ? error.message : ""}`;
    return { missing: missing.split("\n")[0] ?? missing, next };
  }
}

async function run(command: string, args: readonly string[]): Promise<void> {
  const child = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"] });
  const [said, [status]] = await Promise.all([text(child.stderr), once(child, "close")]);
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed: ${said.trim()}`);
}
