import { dirname, join } from "node:path";
import { userCacheDir } from "../process/user-cache-dir.ts";
import { withFileLock } from "../process/with-file-lock.ts";
import { cachedBinaryPath } from "./binary-cache.ts";
import { cachedBinary } from "./cached-binary.ts";
import { binaryOnPath, givenAddress, givenBinary } from "./given-server.ts";
import { goBuild } from "./go-build.ts";
import { ARCHIVE_URL, officialArchive } from "./official-archive.ts";
import { TemporalUnavailable, type TriedWay } from "./temporal-unavailable.ts";
import { CLI_VERSION } from "./temporal-version.ts";
import type { TemporalServer, Way, WayContext } from "./way.ts";

/** What resolving may look at and where it speaks. */
export interface ResolveTemporalOptions {
  readonly env: NodeJS.ProcessEnv;
  /** The user's cache directory + `temporal` by default. */
  readonly cacheDir?: string;
  /** The vendor's releases by default. */
  readonly archiveUrl?: string;
  /** Told a line for each way that was passed over for a reason worth a look, and about every ten seconds what a slow one has got to. */
  readonly report: (line: string) => void;
  readonly signal?: AbortSignal;
}

const FAST_WAYS: readonly Way[] = [givenAddress, givenBinary, binaryOnPath, cachedBinary];
// These fill the cache, so only one process at a time may go them, and the cache is looked at once more before.
const SLOW_WAYS: readonly Way[] = [officialArchive, goBuild];

/**
 * Finds, fetches or builds a Temporal server: the address or the binary that the environment names, a `temporal` on the
 * path, the cache, the official archive, a build with Go. The first that works wins; the binary is not started.
 *
 * @throws TemporalUnavailable when none works, or at once when the environment names a binary that does not run.
 */
export async function resolveTemporal(options: ResolveTemporalOptions): Promise<TemporalServer> {
  const { env, report, signal } = options;
  const cacheDir = options.cacheDir ?? join(userCacheDir(env), "temporal");
  const context: WayContext = { env, cacheDir, archiveUrl: options.archiveUrl ?? ARCHIVE_URL, report, signal };
  const tried: TriedWay[] = [];

  async function tryWays(ways: readonly Way[]): Promise<TemporalServer | undefined> {
    for (const { name, find } of ways) {
      signal?.throwIfAborted();
      const answer = await find(context);
      if (answer.answer === "found") return answer.server;
      tried.push({ way: name, why: answer.why });
      if (answer.answer === "wrong") throw new TemporalUnavailable(tried);
      if (answer.isUsual !== true) report(`${name}: ${answer.why}`);
    }
    return undefined;
  }

  const atHand = await tryWays(FAST_WAYS);
  if (atHand !== undefined) return atHand;
  const lockPath = join(dirname(cachedBinaryPath(cacheDir, CLI_VERSION)), "lock");
  const onWait = (pid: number, waitedMs: number) =>
    report(`process ${pid} is getting Temporal; waiting for it, ${Math.round(waitedMs / 1_000)} s so far`);
  const work = async () => {
    const filledMeanwhile = await cachedBinary.find(context);
    return filledMeanwhile.answer === "found" ? filledMeanwhile.server : await tryWays(SLOW_WAYS);
  };
  const server = await withFileLock(lockPath, work, { onWait, signal });
  if (server === undefined) throw new TemporalUnavailable(tried);
  return server;
}
