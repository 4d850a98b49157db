import { lastLines, runCommand } from "../../../embedded/process/run-command.ts";
import type { TofuPrograms } from "./build-tofu.ts";

/** What a plan found, and what it used. */
export interface PlanRun {
  /** Processor time of OpenTofu and its providers, milliseconds. */
  readonly cpuMs: number;
  /** Names of the blocks whose resource is not as the state says. */
  readonly drifted: readonly string[];
}

/** Where a plan runs. */
export interface PlanPlace {
  readonly programs: TofuPrograms;
  readonly folder: string;
  readonly cliConfig: string;
  readonly signal?: AbortSignal | undefined;
}

// More than its default of 10, which does it good where the cloud is slow to answer.
const PARALLELISM = 16;
// The shell tells what its children and theirs used, wherever it runs.
const TIMED = '"$@"; code=$?; times; exit $code';

/**
 * Plans with drift detection only: every resource is read and compared with the state, and nothing else is done.
 *
 * @throws Error with the last lines of a plan that failed.
 */
export async function runPlan({ programs, folder, cliConfig, signal }: PlanPlace): Promise<PlanRun> {
  const flags = ["-refresh-only", "-json", "-input=false", "-lock=false", `-parallelism=${PARALLELISM}`];
  const env = { ...process.env, TF_CLI_CONFIG_FILE: cliConfig, TF_IN_AUTOMATION: "1", CHECKPOINT_DISABLE: "1" };
  const args = ["-c", TIMED, "sh", programs.tofu, "plan", ...flags];
  const { code, stdout, output } = await runCommand("/bin/sh", args, { cwd: folder, env, signal });
  if (code !== 0) throw new Error(`tofu plan failed in ${folder}: ${lastLines(output)}`);
  return { cpuMs: cpuMsOf(stdout), drifted: driftedIn(stdout) };
}

/** The names of the blocks that the lines of a plan call drifted. */
export function driftedIn(lines: string): readonly string[] {
  return lines.split("\n").flatMap((line) => {
    if (!line.includes('"type":"resource_drift"')) return [];
    const told = JSON.parse(line) as { readonly change: { readonly resource: { readonly resource_name: string } } };
    return [told.change.resource.resource_name];
  });
}

/** What children used, from the last line of `times`: user and system time, as `0m1.20s 0m0.31s`. */
export function cpuMsOf(output: string): number {
  const last = output.trimEnd().split("\n").at(-1) ?? "";
  const match = /^(\d+)m(\d+[.,]\d+)s (\d+)m(\d+[.,]\d+)s$/.exec(last);
  if (match === null) throw new Error(`"${last}" tells no processor time`);
  const [minutes = 0, seconds = 0, systemMinutes = 0, systemSeconds = 0] = match
    .slice(1)
    .map((text) => Number(text.replace(",", ".")));
  return ((minutes + systemMinutes) * 60 + seconds + systemSeconds) * 1_000;
}
