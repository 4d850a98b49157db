import { findCached } from "./binary-cache.ts";
import { CLI_VERSION } from "./temporal-version.ts";
import type { Way } from "./way.ts";

/** The binary that an earlier run has put into the user's cache. */
export const cachedBinary: Way = {
  name: `the cache of Temporal ${CLI_VERSION}`,
  find: async ({ cacheDir }) => await findCached(cacheDir, CLI_VERSION),
};
