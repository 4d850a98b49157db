import { readdir, readFile, readlink } from "node:fs/promises";
import { connect } from "node:net";
import { lookAtProcess } from "../process/process-identity.ts";
import { ifThere } from "../process/system-errors.ts";

/** A socket on which somebody on this machine listens. */
export interface Listener {
  readonly port: number;
  /** Number of the socket, by which its process is found. */
  readonly inode: string;
}

const LISTEN = "0A";

/** Every listening TCP socket of this machine; undefined where the system has no /proc. */
export async function listeners(): Promise<readonly Listener[] | undefined> {
  const tables = await Promise.all(
    ["/proc/net/tcp", "/proc/net/tcp6"].map(async (path) => await ifThere(readFile(path, "utf8"))),
  );
  if (tables[0] === undefined) return undefined;
  return tables.flatMap((table) => parseSocketTable(table ?? ""));
}

/** The listening sockets in the text of `/proc/net/tcp`. */
export function parseSocketTable(text: string): readonly Listener[] {
  return text
    .split("\n")
    .slice(1)
    .flatMap((line) => {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      const port = local?.split(":").at(-1);
      if (state !== LISTEN || port === undefined || inode === undefined) return [];
      return [{ port: Number.parseInt(port, 16), inode }];
    });
}

/** Numbers of the sockets that a process holds; empty when it is gone or not ours to see. */
export async function socketsOf(pid: number): Promise<ReadonlySet<string>> {
  const directory = `/proc/${pid}/fd`;
  const names = (await ifThere(readdir(directory))) ?? [];
  const targets = await Promise.all(names.map(async (name) => await ifThere(readlink(`${directory}/${name}`))));
  return new Set(targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target ?? "")?.[1] ?? []));
}

/** Pids of the processes in the session that a leader made; the leader first. */
export async function sessionOf(leader: number): Promise<readonly number[]> {
  const names = (await ifThere(readdir("/proc"))) ?? [];
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const seen = await Promise.all(pids.map(async (pid) => ({ pid, session: (await lookAtProcess(pid))?.session })));
  return [leader, ...seen.filter(({ pid, session }) => session === leader && pid !== leader).map(({ pid }) => pid)];
}

/** The process that holds one of the sockets; undefined when it cannot be told. */
export async function holderOf(
  sockets: readonly Listener[],
): Promise<{ readonly pid: number; readonly program: string } | undefined> {
  const names = (await ifThere(readdir("/proc"))) ?? [];
  for (const pid of names.filter((name) => /^\d+$/.test(name)).map(Number)) {
    const held = await socketsOf(pid);
    if (!sockets.some(({ inode }) => held.has(inode))) continue;
    const program = (await ifThere(readFile(`/proc/${pid}/comm`, "utf8"))) ?? "";
    return { pid, program: program.trim() };
  }
  return undefined;
}

/** Whether somebody takes connections on that port of 127.0.0.1 within a second. */
export async function isAnswering(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", timeout: 1_000 });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
    socket.once("timeout", () => end(false));
  });
}
