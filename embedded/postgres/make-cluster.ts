import { chown, mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isMissing } from "../process/read-if-present.ts";
import { lastLines, runCommand } from "../process/run-command.ts";
import type { PostgresPrograms } from "./postgres-programs.ts";
import type { ServerAccount } from "./server-account.ts";
import { makeReadable, type ServerFile } from "./server-file.ts";

/** The role that owns everything in an embedded server. */
export const OWNER_ROLE = "holdfast";

interface ClusterOptions {
  /** Whom it is to belong to; the account of this process by default. */
  readonly account: ServerAccount | undefined;
  /** Whether it is on the disk when this returns, as a server that writes through needs it. */
  readonly isSynced: boolean;
}

/**
 * Makes the cluster of a server when it is not there: UTF-8, bytewise order, passwords only. One that another major version
 * of PostgreSQL has made is refused with an `Error` that names both.
 */
export async function makeCluster(
  file: ServerFile,
  programs: PostgresPrograms,
  { account, isSynced }: ClusterOptions,
): Promise<void> {
  const made = await majorVersionOf(file.cluster);
  if (made === programs.majorVersion) return;
  if (made !== undefined) {
    throw new Error(
      `the database in "${file.cluster}" was made by PostgreSQL ${made}, but only ${programs.majorVersion} is installed here`,
    );
  }
  // In a folder beside it, so that a crash leaves no half-made cluster under the final name.
  const draft = `${file.cluster}.draft`;
  await rm(draft, { recursive: true, force: true });
  if (account !== undefined) {
    await makeReadable(dirname(dirname(file.cluster)));
    await makeReadable(dirname(file.cluster));
  }
  await mkdir(draft, { mode: 0o700 });
  if (account !== undefined) await chown(draft, account.uid, account.gid);
  await runInitdb({ file, draft }, programs, { account, isSynced });
  await rename(join(draft, "cluster"), file.cluster);
  await rm(draft, { recursive: true, force: true });
}

async function runInitdb(
  { file, draft }: { readonly file: ServerFile; readonly draft: string },
  programs: PostgresPrograms,
  { account, isSynced }: ClusterOptions,
): Promise<void> {
  const passwordFile = join(draft, "password");
  const handle = await open(passwordFile, "wx", 0o600);
  await handle.writeFile(`${file.password}\n`);
  if (account !== undefined) await handle.chown(account.uid, account.gid);
  await handle.close();
  const args = ["--pgdata", join(draft, "cluster"), "--username", OWNER_ROLE, "--pwfile", passwordFile];
  args.push("--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-instructions");
  if (!isSynced) args.push("--no-sync");
  const env = { PATH: process.env["PATH"], LC_ALL: "C", TZ: "UTC" };
  const { code, output } = await runCommand(programs.initdb, args, { ...account, cwd: draft, env });
  if (code !== 0) throw new Error(`cannot make a database in "${file.cluster}": ${lastLines(output)}`);
}

async function majorVersionOf(cluster: string): Promise<number | undefined> {
  try {
    await stat(cluster);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  return Number(await readFile(join(cluster, "PG_VERSION"), "utf8"));
}
