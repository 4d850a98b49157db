import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { ifThere } from "./system-errors.ts";

/** Where one incarnation of a component keeps its files. */
export interface RunDirectory {
  /** `<component uid>/<incarnation>`: stands in the environment of every process of this run. */
  readonly name: string;
  readonly path: string;
  /** Written once, by the launcher that won or by whoever closed the run. */
  readonly claim: string;
  /** How to watch and stop it; may be replaced while it runs. */
  readonly watch: string;
  /** Exit code or signal, where somebody could see it. */
  readonly exit: string;
  /** Made when it was first asked to stop. */
  readonly stopping: string;
  /** What it writes to stdout and stderr. The logs adapter reads it under this name. */
  readonly log: string;
  /** The older part of the log, when it grew too long. */
  readonly olderLog: string;
  /** Where it runs: its own copy of its artifact. */
  readonly work: string;
  /** Where it runs when it has no artifact. */
  readonly empty: string;
}

/** The directory of one run under `root`; nothing is made. */
export function runDirectory(root: string, componentUid: string, incarnation: number): RunDirectory {
  const path = join(root, componentUid, String(incarnation));
  return {
    name: `${componentUid}/${incarnation}`,
    path,
    claim: join(path, "claim"),
    watch: join(path, "watch.json"),
    exit: join(path, "exit"),
    stopping: join(path, "stopping"),
    log: join(path, "output.log"),
    olderLog: join(path, "output.1.log"),
    work: join(path, "work"),
    empty: join(path, "empty"),
  };
}

/** The incarnations of a component that have a directory, ascending. */
export async function incarnationsOf(root: string, componentUid: string): Promise<readonly number[]> {
  const names = (await ifThere(readdir(join(root, componentUid)))) ?? [];
  return names
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .toSorted((a, b) => a - b);
}
