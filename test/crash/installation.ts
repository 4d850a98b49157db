import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, open, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { deleteState } from "../../embedded/delete-state.ts";
import { findPostgres } from "../../embedded/postgres/postgres-server.ts";
import { freePort } from "../../embedded/process/free-port.ts";
import { ProcessIdentity, isAlive } from "../../embedded/process/process-identity.ts";
import type { Stack } from "../../embedded/stack.ts";
import { stateFiles, type StateFiles } from "../../embedded/state-files.ts";

/** Where the parts of an installation answer. */
export type Addresses = Pick<Stack, "url" | "cloudUrl" | "databaseUrl" | "temporalAddress">;

/** What the supervisor's process tells the test. */
export type SupervisorMessage =
  | { readonly what: "report"; readonly line: string }
  | { readonly what: "ready"; readonly facts: Addresses };

type Role = Parameters<Stack["pid"]>[0];

/** An installation under test, in a directory of its own, whose supervisor is a process that can be killed. */
export interface Installation {
  readonly files: StateFiles;
  /** As the supervisor that was ready last said them. */
  addresses(): Addresses;
  /** The API's token. */
  token(): Promise<string>;
  /** Pid of a process that lives now; undefined between two lives. */
  pid(part: Role | "supervisor" | "control database" | "cell database"): Promise<number | undefined>;
  /** Kills the supervisor with SIGKILL, starts another one on the same directory, and returns when that one is ready. */
  replaceSupervisor(): Promise<void>;
  /** What was wrong with each start of a supervisor: undefined for one that became ready, else why it ended; it was tried again. */
  starts(): readonly (string | undefined)[];
  /** Stops everything and deletes the directory. */
  close(): Promise<void>;
}

const ENTRY = fileURLToPath(new URL("supervisor.ts", import.meta.url));
const START_TRIES = 3;

/** Starts an installation and returns when it is ready. */
export async function startInstallation(cloudArguments: readonly string[] = []): Promise<Installation> {
  const stateDir = await mkdtemp(join(tmpdir(), "holdfast-crash-"));
  const files = stateFiles(stateDir);
  await writeFile(files.ports, JSON.stringify(await ownPorts()));
  const starts: (string | undefined)[] = [];
  let supervisor: ChildProcess | undefined;
  let addresses: Addresses | undefined;

  async function startOnce(): Promise<Addresses> {
    const log = await open(join(stateDir, "supervisor.log"), "a");
    const child = fork(ENTRY, ["--state-dir", stateDir, "--", ...cloudArguments], {
      stdio: ["ignore", log.fd, log.fd, "ipc"],
      detached: true, // A Ctrl-C reaches the test alone, which then stops it.
    });
    await log.close();
    supervisor = child;
    const ready = new Promise<Addresses>((resolve) => {
      child.on("message", (message: SupervisorMessage) => {
        if (message.what === "ready") resolve(message.facts);
      });
    });
    const ended = once(child, "exit").then(async ([code]) => {
      const text = await readFile(join(stateDir, "supervisor.log"), "utf8");
      throw new Error(`the supervisor ended with ${String(code)}: ${text.trim().split("\n").slice(-12).join(" | ")}`);
    });
    ended.catch(() => undefined); // Its end after it was ready is somebody else's concern.
    return await Promise.race([ready, ended]);
  }

  async function start(): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        addresses = await startOnce();
        starts.push(undefined);
        return;
      } catch (error) {
        starts.push(error instanceof Error ? error.message : String(error));
        if (tries === START_TRIES) throw error;
      }
    }
  }

  async function close(): Promise<void> {
    await deleteState(stateDir);
    if (supervisor?.connected === true) supervisor.disconnect();
  }

  try {
    await start();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    files,
    addresses: () => {
      if (addresses === undefined) throw new Error("no supervisor has been ready yet");
      return addresses;
    },
    token: async () => (await readFile(files.token, "utf8")).trim(),
    async pid(part) {
      if (part === "supervisor") return supervisor?.exitCode === null ? supervisor.pid : undefined;
      if (part === "control database") return (await findPostgres(files.database))?.pid;
      if (part === "cell database") return (await findPostgres(files.cellDatabase))?.pid;
      return await pidOfChild(stateDir, part);
    },
    async replaceSupervisor() {
      const child = supervisor;
      if (child === undefined || child.exitCode !== null) throw new Error("there is no supervisor to kill");
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
      await start();
    },
    starts: () => starts,
    close,
  };
}

/** Ports that no other installation wishes for: it could take them while a process of ours is between two lives. */
async function ownPorts(): Promise<Readonly<Record<string, number>>> {
  const ports: Record<string, number> = {};
  for (const name of ["api", "temporal", "temporalUi", "cloud"]) ports[name] = await freePort();
  return ports;
}

const Children = z.array(z.object({ role: z.string(), identity: ProcessIdentity }));

async function pidOfChild(stateDir: string, role: Role): Promise<number | undefined> {
  const children = Children.parse(JSON.parse(await readFile(join(stateDir, "children.json"), "utf8")));
  return children.find((child) => child.role === role && isAlive(child.identity))?.identity.pid;
}
