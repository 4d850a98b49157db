import { readFile } from "node:fs/promises";
import { isMissing } from "../process/read-if-present.ts";

/** The unprivileged user that PostgreSQL runs as when we are root, because it refuses to run as root. */
export interface ServerAccount {
  readonly uid: number;
  readonly gid: number;
}

const NOBODY: ServerAccount = { uid: 65_534, gid: 65_534 };

/** The account to run PostgreSQL with; absent when this process is not root and runs it as itself. */
export async function serverAccount(): Promise<ServerAccount | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  try {
    return accountOf("nobody", await readFile("/etc/passwd", "utf8")) ?? NOBODY;
  } catch (error) {
    if (isMissing(error)) return NOBODY;
    throw error;
  }
}

/** The ids of a user in the text of `/etc/passwd`; absent when it is not there or is root itself. */
export function accountOf(user: string, passwd: string): ServerAccount | undefined {
  const fields = passwd
    .split("\n")
    .find((line) => line.startsWith(`${user}:`))
    ?.split(":");
  const [uid, gid] = [Number(fields?.[2]), Number(fields?.[3])];
  // macOS writes -2 for nobody, which is 2^32 - 2.
  if (!Number.isInteger(uid) || !Number.isInteger(gid) || uid === 0) return undefined;
  return { uid: uid >>> 0, gid: gid >>> 0 };
}
