import { availableParallelism } from "node:os";
import { lastLines, runCommand, type CommandResult } from "../process/run-command.ts";

/** A command of Go that builds something, and what to say meanwhile. */
export interface GoBuild {
  readonly go: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** What is built, as "Temporal 1.8.2". */
  readonly what: string;
  /** Processor time that it takes on a machine that has built nothing of it before, seconds. */
  readonly coreSeconds: number;
}

/** Where a build of Go runs and speaks. */
export interface GoBuildContext {
  readonly env: NodeJS.ProcessEnv;
  /** Told progress, a line about every ten seconds. */
  readonly report: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

const TELL_EVERY_MS = 10_000;

/** Builds with Go, in the folder `cwd`. Undefined when it is built, else the reason why not. */
export async function runGoBuild(
  { go, args, cwd, what, coreSeconds }: GoBuild,
  context: GoBuildContext,
): Promise<string | undefined> {
  const cores = availableParallelism();
  const minutes = Math.max(1, Math.round(coreSeconds / cores / 60));
  const label = `building ${what} with Go: about ${minutes} min on ${cores} cores, once`;
  context.report(`${label} (less when Go has built parts of it before) …`);
  const since = Date.now();
  let packages = 0;
  const ticker = setInterval(() => {
    context.report(`  ${label}, ${Math.round((Date.now() - since) / 1_000)} s and ${packages} packages so far`);
  }, TELL_EVERY_MS);
  try {
    const env = { ...context.env, GOWORK: "off", GO111MODULE: "on", ...(args[0] === "install" && { GOBIN: cwd }) };
    const onOutput = (text: string) => (packages += text.split("\n").length - 1);
    const { code, output } = await runCommand(go, args, { cwd, env, signal: context.signal, onOutput });
    return code === 0 ? undefined : `"go ${args[0]}" failed: ${lastLines(output)}`;
  } finally {
    clearInterval(ticker);
  }
}

/** The version of Go that works in a folder, as "1.26.8"; absent when none does. */
export async function goVersion(
  go: string,
  cwd: string,
  { env, signal }: Pick<GoBuildContext, "env" | "signal">,
): Promise<string | undefined> {
  const answer: CommandResult = await runCommand(go, ["version"], { cwd, env, signal });
  return answer.code === 0 ? /go version go(\d+(?:\.\d+)*)/.exec(answer.stdout)?.[1] : undefined;
}
