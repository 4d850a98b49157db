import { spawn } from "node:child_process";
import { once } from "node:events";
import { open } from "node:fs/promises";
import type { ChildNotes } from "./child-notes.ts";
import { identityOf, type ProcessIdentity } from "./process-identity.ts";

/** A program to run as a child. */
export interface ChildCommand {
  /** What it is to the product, as `api` or `temporal`; also its name in events and notes. */
  readonly role: string;
  readonly command: string;
  readonly args: readonly string[];
  /** All of its environment; that of this process by default. */
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Output and errors are appended to it; made with mode 0600. */
  readonly logFile: string;
  /** Files and folders that nobody else may open while it lives; none by default. */
  readonly opens?: readonly string[];
}

/** How a process ended: with a code, or by a signal. */
export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A child that runs. */
export interface RunningChild {
  readonly identity: ProcessIdentity;
  readonly exited: Promise<ChildExit>;
}

// The shell waits until the note is on disk and only then becomes the program. When we die before that, it reads the end
// of the pipe and ends: so nothing ever runs that the next supervisor does not know.
const WAIT_FOR_NOTE = 'read -r noted <&3 && exec 3<&- && exec "$@"';

/**
 * Starts a child that is noted before it runs, in a session of its own: a Ctrl-C in the terminal reaches only the
 * supervisor, which then stops its children in the right order.
 */
export async function spawnNoted(child: ChildCommand, notes: ChildNotes): Promise<RunningChild> {
  const { role, command, args, env = process.env, cwd, logFile, opens = [] } = child;
  const log = await open(logFile, "a", 0o600);
  try {
    const spawned = spawn("/bin/sh", ["-c", WAIT_FOR_NOTE, role, command, ...args], {
      env,
      cwd,
      detached: true,
      stdio: ["ignore", log.fd, log.fd, "pipe"],
    });
    const exited = once(spawned, "exit").then(([code, signal]): ChildExit => ({ code, signal }));
    exited.catch(() => undefined); // The failure to start is thrown by the next line.
    await once(spawned, "spawn");
    const identity = identityOf(spawned.pid ?? 0);
    const gate = spawned.stdio[3];
    if (identity === undefined || !(gate && "write" in gate)) throw new Error(`"${role}" ended before it was noted`);
    gate.on("error", () => undefined); // It ended while it waited: `exited` tells.
    try {
      await notes.note({ role, identity, opens: [...opens] });
      gate.write("noted\n");
    } finally {
      gate.end();
    }
    const forgotten = exited.then(async (exit) => {
      await notes.forget(identity);
      return exit;
    });
    return { identity, exited: forgotten };
  } finally {
    await log.close();
  }
}
