import type { Artifacts } from "../../../adapters/artifacts/port.ts";
import type { CellFiles } from "./cell-files.ts";

/** What runs processes needs of its cell. */
export interface RunPorts {
  /** Directory that holds the runs of all components. */
  readonly runs: string;
  readonly artifacts: Pick<Artifacts, "directory" | "manifest">;
  /** Hash under the cell's key, for inputs that may be secret. */
  readonly keyedHash: (value: string) => string;
  /** Variables of every process, besides its own: at least PATH. */
  readonly environment: Readonly<Record<string, string>>;
  /** How files of a run are written; the machine's file system when absent. */
  readonly files?: CellFiles;
}
