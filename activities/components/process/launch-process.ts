import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { open, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { OrchestratorError } from "../../../domain/errors.ts";
import { claimFacts, readClaim } from "./claim.ts";
import type { InputDigests } from "./input-digests.ts";
import type { RunDirectory } from "./run-directory.ts";
import { hasSystemCode, ifThere } from "./system-errors.ts";

// The claim is made with noclobber: of two launchers one gets it, the other ends without a word. It holds the pid, the
// boot and the start of the shell, all of which `exec` keeps: from the first moment it names the process for ever,
// whatever becomes of the one that spawned it.
const CLAIM = `set -C
if [ -r "/proc/$$/stat" ]; then
  read -r start < "/proc/$$/stat"; read -r boot < /proc/sys/kernel/random/boot_id
else
  start="$(LC_ALL=C ps -o lstart= -p $$)"; boot="$(sysctl -n kern.bootsessionuuid)"
fi
printf '%s\\n%s\\n%s\\n%s\\n' "$2" "$$" "$boot" "$start" 2> /dev/null > "$1" || exit 75
`;
const SCRIPTS = {
  /** The shell becomes the command: nothing stands between the system and a service. */
  become: `${CLAIM}shift 3; exec "$@"`,
  /** The shell waits for the command and writes down how it ended, also when nobody of ours looks on. */
  "record its end": `${CLAIM}exit_file="$3"; shift 3; "$@"; code=$?; printf '%s\\n' "$code" > "$exit_file"; exit "$code"`,
} as const;

const CLAIM_LIMIT_MS = 10_000;
const CLAIM_LOOK_MS = 3;

/** What to launch, and where. */
export interface Launch {
  readonly run: RunDirectory;
  readonly command: readonly string[];
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly digests: InputDigests;
  /** Whether the launcher becomes the command, or stays to record its end. */
  readonly afterClaim: keyof typeof SCRIPTS;
}

/** The variable that names the run in the environment of each of its processes. */
export const CLAIM_VARIABLE = "HOLDFAST_CLAIM";

/**
 * Launches a command in a session of its own, unless the run is claimed; returns when it is, by this launch or another.
 *
 * @throws OrchestratorError `COMPONENT_FAILED` when command and environment are longer than the system takes
 * @throws Error when the run cannot be claimed; the cause is the system's error where it gave one
 */
export async function launchProcess(launch: Launch): Promise<void> {
  const child = await spawnLauncher(launch);
  child.unref();
  if (launch.afterClaim === "become") noteExit(child, launch.run);
  const limit = Date.now() + CLAIM_LIMIT_MS;
  for (;;) {
    const { state } = await readClaim(launch.run);
    if (state !== "free" && state !== "unfinished") return;
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > limit) break;
    await sleep(CLAIM_LOOK_MS);
  }
  if ((await readClaim(launch.run)).state === "free")
    throw new Error(`the launcher of "${launch.run.name}" made no claim`);
}

async function spawnLauncher({
  run,
  command,
  directory,
  environment,
  digests,
  afterClaim,
}: Launch): Promise<ChildProcess> {
  const log = await open(run.log, "a", 0o600);
  try {
    const script = ["-c", SCRIPTS[afterClaim], "holdfast", run.claim, claimFacts(digests), run.exit, ...command];
    const env = { ...environment, [CLAIM_VARIABLE]: run.name };
    const child = spawn("/bin/sh", script, { cwd: directory, env, detached: true, stdio: ["ignore", log.fd, log.fd] });
    await once(child, "spawn");
    return child;
  } catch (error) {
    if (!hasSystemCode(error, "E2BIG")) throw error;
    throw new OrchestratorError("COMPONENT_FAILED", "its command and environment together are too long", {
      cause: error,
    });
  } finally {
    await log.close();
  }
}

/** Only its parent learns how a service ended. Therefore whoever launched it writes that down, as long as it lives. */
function noteExit(child: ChildProcess, run: RunDirectory): void {
  child.once("exit", (code, signal) => {
    // The note is for people and may be missing: what cannot be written is as if nobody had seen it.
    writeExit(child.pid ?? 0, run, String(code ?? signal)).catch(() => undefined);
  });
}

async function writeExit(pid: number, run: RunDirectory, end: string): Promise<void> {
  const claim = await readClaim(run);
  // A launcher that lost the race ends, too, and that says nothing about the run.
  if (claim.state !== "won" || claim.identity.pid !== pid) return;
  // The directory may be gone with its component.
  await ifThere(writeFile(run.exit, `${end}\n`, { mode: 0o600 }));
}
