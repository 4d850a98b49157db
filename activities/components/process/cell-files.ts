import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { OrchestratorError } from "../../../domain/errors.ts";
import { hasSystemCode } from "./system-errors.ts";

/** How a run's own files get to the disk; a test puts a full disk here. */
export interface CellFiles {
  /** Makes a directory and its parents, for its owner only; nothing happens when it is there. */
  makeDirectory(path: string): Promise<void>;
  /** Replaces a file as a whole. */
  write(path: string, text: string): Promise<void>;
}

/** The file system of this machine. */
export const cellFiles: CellFiles = {
  async makeDirectory(path) {
    await mkdir(path, { recursive: true, mode: 0o700 });
  },
  async write(path, text) {
    const draft = `${path}.${randomUUID()}.draft`;
    try {
      await writeFile(draft, text, { mode: 0o600 });
      await rename(draft, path);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  },
};

/** What the work gives. @throws OrchestratorError `NO_SPACE` when the disk is full; anything else as it is. */
export async function withSpace<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!hasSystemCode(error, "ENOSPC", "EDQUOT")) throw error;
    throw new OrchestratorError("NO_SPACE", "no space is left on the cell's disk", { cause: error });
  }
}
