import { readFile, readlink } from "node:fs/promises";
import { relative } from "node:path";
import { BASE_VARIABLES } from "./base-environment.ts";
import { CLAIM_VARIABLE } from "./launch-process.ts";
import type { RunDirectory } from "./run-directory.ts";
import { readEnvironment } from "./run-processes.ts";
import { ifThere } from "./system-errors.ts";

/** What a running process shows of itself. What cannot be seen, or cannot be believed, is absent. */
export interface ShownByProcess {
  /** The program and its arguments. Of a script the program is its interpreter. */
  readonly command?: readonly string[];
  /** Its variables, without those of its cell and of the shell that launched it. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The port that it was given. */
  readonly port?: number;
  /** Where it works: relative to its run's directory, else absolute. */
  readonly directory?: string;
}

// The last four are set by shells, each shell some of them.
const NOT_ITS_OWN = new Set([...BASE_VARIABLES, CLAIM_VARIABLE, "PORT", "PWD", "OLDPWD", "SHLVL", "_"]);

/** Reads what the system shows of a process of a run; nothing where there is no /proc. */
export async function shownByProcess(pid: number, run: RunDirectory): Promise<ShownByProcess> {
  if (process.platform !== "linux") return {};
  const [command, environment, directory] = await Promise.all([
    ifThere(readFile(`/proc/${pid}/cmdline`, "utf8")),
    readEnvironment(pid),
    ifThere(readlink(`/proc/${pid}/cwd`)),
  ]);
  const words = parseCommandLine(command ?? "");
  const variables = parseEnvironment(environment ?? "");
  const port = variables === undefined ? undefined : givenPort(environment ?? "");
  return {
    ...(words === undefined ? {} : { command: words }),
    ...(variables === undefined ? {} : { environment: variables }),
    ...(port === undefined ? {} : { port }),
    ...(directory === undefined ? {} : { directory: placeOf(directory, run) }),
  };
}

/** Whether a process's variable is its component's own, and is therefore shown. */
export function isOwnVariable(name: string): boolean {
  return !NOT_ITS_OWN.has(name);
}

/** The words of a command line; undefined where its process has written its title over them. */
export function parseCommandLine(text: string): readonly string[] | undefined {
  const words = text.split("\0");
  // A title has no end of its own, or is filled up with NUL characters.
  return words.pop() === "" && words.length > 0 && words.at(-1) !== "" ? words : undefined;
}

/** The variables that are a component's own; undefined where its process has written over its environment. */
export function parseEnvironment(text: string): Readonly<Record<string, string>> | undefined {
  const entries = text.split("\0");
  const pairs = entries.slice(0, -1).map((entry) => /^([^=]+)=(.*)$/s.exec(entry));
  const isWhole = entries.at(-1) === "" && pairs.some((pair) => pair?.[1] === CLAIM_VARIABLE);
  if (!isWhole || pairs.includes(null)) return undefined;
  const known = pairs.map((pair) => [pair?.[1] ?? "", pair?.[2] ?? ""] as const);
  return Object.fromEntries(known.filter(([name]) => isOwnVariable(name)));
}

function givenPort(text: string): number | undefined {
  const port = /(?:^|\0)PORT=(\d{1,5})\0/.exec(text)?.[1];
  return port === undefined ? undefined : Number(port);
}

/** A process may go about inside its run's directory as it likes. */
function placeOf(directory: string, run: RunDirectory): string {
  const path = relative(run.path, directory);
  return path.startsWith("..") || path === "" ? directory : (path.split("/")[0] ?? directory);
}
