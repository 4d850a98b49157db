import { readFile } from "node:fs/promises";
import { CommandFailure } from "./command-failure.ts";

/** The text of a file; undefined when there is no such file. @throws CommandFailure when it is there and cannot be read */
export async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new CommandFailure(`cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
