import { cp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type GoBuild, goVersion, runGoBuild } from "../go/run-go.ts";
import { findOnPath } from "../process/find-on-path.ts";
import type { Made } from "../process/make-program.ts";
import { fillCache, findCached } from "./binary-cache.ts";
import { CLI_VERSION, isAtLeast, REDUCED_CLI_VERSION } from "./temporal-version.ts";
import type { Way, WayAnswer, WayContext } from "./way.ts";

// The build needs this Go by its go.mod, and the plain install of the reduced version that one.
const GO_FOR_CLI = "1.26.4";
const GO_FOR_REDUCED_CLI = "1.25.0";
const TARGET = "github.com/temporalio/cli/cmd/temporal";
// Measured on two cores: 241 s for the CLI, 164 s for the reduced one, hence core-seconds.
const CORE_SECONDS = { [CLI_VERSION]: 480, [REDUCED_CLI_VERSION]: 330 } as const;
const moduleFolder = join(import.meta.dirname, "../../scripts/go/temporal-cli");

/** Builds Temporal with the user's Go into the cache: the pinned version, or a reduced one where Go is only 1.25. */
export const goBuild: Way = {
  name: "building it with Go",
  async find(context) {
    const go = await findOnPath("go", context.env);
    if (go === undefined) return { answer: "passed over", why: "there is no go on the PATH" };
    // Asked outside any module: inside one Go may fetch another version of itself.
    const own = await goVersion(go, tmpdir(), context);
    if (own === undefined) return { answer: "passed over", why: `"${go} version" does not answer` };
    const full = await buildPinned(go, context);
    if (full.answer === "found" || !isAtLeast(own, GO_FOR_REDUCED_CLI)) return full;
    if (isAtLeast(own, GO_FOR_CLI)) return full; // Go was new enough: what failed fails for the reduced one as well.
    const reduced = await buildReduced(go, context);
    return reduced.answer === "passed over" && full.answer === "passed over"
      ? { answer: "passed over", why: `${full.why}; ${reduced.why}` }
      : reduced;
  },
};

/** Builds from a copy of our module, whose go.sum pins every dependency: `go install` refuses it for its replaces. */
async function buildPinned(go: string, context: WayContext): Promise<WayAnswer> {
  return await fillCache({ cacheDir: context.cacheDir, version: CLI_VERSION }, async (folder) => {
    const module = join(folder, "module");
    await cp(moduleFolder, module, { recursive: true });
    const version = await goVersion(go, module, context);
    if (version === undefined || !isAtLeast(version, GO_FOR_CLI)) {
      return {
        problem: `Temporal ${CLI_VERSION} needs Go ${GO_FOR_CLI}, "${go}" is older and has no newer one at hand`,
      };
    }
    const made = join(folder, "temporal");
    const ldflags = `-X github.com/temporalio/cli/internal/temporalcli.Version=${CLI_VERSION}`;
    const args = ["build", "-v", "-mod=readonly", "-trimpath", "-ldflags", ldflags, "-o", made, TARGET];
    return await build({ go, args, cwd: module, version: CLI_VERSION, made }, context);
  });
}

async function buildReduced(go: string, context: WayContext): Promise<WayAnswer> {
  const cached = await findCached(context.cacheDir, REDUCED_CLI_VERSION);
  if (cached.answer === "found") return cached;
  context.report(`building the older Temporal ${REDUCED_CLI_VERSION} instead, because Go is older than ${GO_FOR_CLI}`);
  const target = { cacheDir: context.cacheDir, version: REDUCED_CLI_VERSION };
  return await fillCache(target, async (folder) => {
    const args = ["install", "-v", `${TARGET}@v${REDUCED_CLI_VERSION}`];
    const made = join(folder, "temporal");
    return await build({ go, args, cwd: folder, version: REDUCED_CLI_VERSION, made }, context);
  });
}

async function build(
  {
    version,
    made,
    ...command
  }: Pick<GoBuild, "go" | "args" | "cwd"> & {
    readonly version: keyof typeof CORE_SECONDS;
    readonly made: string;
  },
  context: WayContext,
): Promise<Made> {
  const what = `Temporal ${version}`;
  const problem = await runGoBuild({ ...command, what, coreSeconds: CORE_SECONDS[version] }, context);
  return problem === undefined ? { made } : { problem };
}
