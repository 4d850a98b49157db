import { stat, statfs } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { checkCell } from "./check-cell.ts";
import type { ReadinessAnswer, VersionAnswer } from "./answers.ts";
import { CommandFailure } from "./command-failure.ts";
import { cliVersion } from "./cli-version.ts";
import type { Connection } from "./connection.ts";
import { ProblemFailure } from "./problem-failure.ts";
import { bytesWords } from "./render/bytes-words.ts";
import { send } from "./send.ts";
import { isLoopback } from "./server-url.ts";
import type { Session } from "./session.ts";

/** What one check found. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly found: string;
  /** What to do about it; absent where nothing is wrong. */
  readonly next?: string;
}

const LEAST_NODE = [24, 15] as const;
/** Below this, databases and logs of a local run soon stop. */
const LEAST_FREE_BYTES = 1_000_000_000;

/**
 * Every check, in the order in which one depends on another; those that cannot be made any more are left out.
 *
 * @param cell - A cell that checks itself, too; absent for none.
 */
export async function runChecks(session: Session, cell?: string): Promise<readonly Check[]> {
  const local = [checkNode(process.versions.node), await checkDisk(process.cwd())];
  const connection = await findConnection(session);
  if ("ok" in connection) return [...local, connection];
  const found: Check = { name: "server", ok: true, found: `${connection.url.origin}, from ${connection.urlFrom}` };
  const token = await checkToken(connection);
  const reachable = await checkReachable(session, connection);
  const before = [...local, found, token, reachable];
  if (!reachable.ok) return before;
  const server = [...before, ...(await checkReady(session, connection)), await checkVersion(session)];
  return cell === undefined ? server : [...server, ...(await checkCell(session, cell))];
}

/** Whether this Node is new enough. */
export function checkNode(version: string): Check {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const ok = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  const next = `use Node ${LEAST_NODE.join(".")} or newer; in a checkout, npm start brings it`;
  return { name: "node", ok, found: version, ...(ok ? {} : { next }) };
}

async function checkDisk(directory: string): Promise<Check> {
  const { bavail, bsize } = await statfs(directory);
  const ok = bavail * bsize >= LEAST_FREE_BYTES;
  const found = `${bytesWords(bavail * bsize)} free in ${directory}`;
  return { name: "disk", ok, found, ...(ok ? {} : { next: "make room: a local run needs at least 1 GB" }) };
}

async function findConnection(session: Session): Promise<Connection | Check> {
  try {
    return await session.connection();
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    const next = "run npm start in a checkout, set HOLDFAST_URL, or name a server: holdfast context set";
    return { name: "server", ok: false, found: error.message, next };
  }
}

async function checkToken({ url, token, tokenFrom }: Connection): Promise<Check> {
  if (token === undefined || tokenFrom === undefined)
    return {
      name: "token",
      ok: false,
      found: "none",
      next: "set HOLDFAST_TOKEN, or run in the directory with .holdfast/",
    };
  const found = `from ${tokenFrom}`;
  if (url.protocol === "http:" && !isLoopback(url))
    return { name: "token", ok: false, found, next: "use https: the token crosses the network readably" };
  const mode = tokenFrom.startsWith("/") ? (await stat(tokenFrom)).mode & 0o077 : 0;
  return mode === 0
    ? { name: "token", ok: true, found }
    : { name: "token", ok: false, found, next: `others can read it: chmod 600 ${tokenFrom}` };
}

async function checkReachable(session: Session, connection: Connection): Promise<Check> {
  const name = "reachable";
  try {
    const { url, urlFrom } = connection;
    const answer = await send({ url, urlFrom }, { path: "healthz" }, session.signal);
    const body = await text(answer);
    if (answer.statusCode === 200 && body.includes("ok")) return { name, ok: true, found: "it answers" };
    return {
      name,
      ok: false,
      found: `it answered ${answer.statusCode ?? 0}`,
      next: `is this a Holdfast server? the address comes from ${connection.urlFrom}`,
    };
  } catch (error) {
    session.signal.throwIfAborted();
    const next = `start it (npm start), or correct the address in ${connection.urlFrom}`;
    return { name, ok: false, found: error instanceof Error ? error.message : String(error), next };
  }
}

async function checkReady(session: Session, connection: Connection): Promise<readonly Check[]> {
  try {
    const answer = await send(connection, { path: "readyz" }, session.signal);
    const { checks } = JSON.parse(await text(answer)) as Partial<ReadinessAnswer>;
    if (checks === undefined) return [notReady(`it answered ${answer.statusCode ?? 0}`)];
    return checks.map(({ name, ok, reason }) => {
      const found = reason ?? (ok ? "ok" : "not ready");
      return ok ? { name: `ready: ${name}`, ok, found } : { ...notReady(found), name: `ready: ${name}` };
    });
  } catch (error) {
    session.signal.throwIfAborted();
    return [notReady(error instanceof Error ? error.message : String(error))];
  }
}

function notReady(found: string): Check {
  return {
    name: "ready",
    ok: false,
    found,
    next: "what was accepted happens when it is back; look at the server's own log",
  };
}

async function checkVersion(session: Session): Promise<Check> {
  const name = "version";
  const cli = await cliVersion();
  try {
    const { version } = await session.request<VersionAnswer>({ path: "v1/version" });
    const found = `CLI ${cli}, server ${version}`;
    const isSame = version.split(".", 1)[0] === cli.split(".", 1)[0];
    return { name, ok: isSame, found, ...(isSame ? {} : { next: "use a CLI of the server's version" }) };
  } catch (error) {
    session.signal.throwIfAborted();
    const isDenied = error instanceof ProblemFailure && error.problem.status === 401;
    const next = isDenied
      ? "the server refuses the token: use the one it was started with"
      : "look at the server's own log";
    return { name, ok: false, found: error instanceof Error ? error.message : String(error), next };
  }
}
