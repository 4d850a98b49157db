import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, join } from "node:path";

/** The first program of that name on the `PATH` of an environment, as an absolute path; absent when there is none. */
export async function findOnPath(name: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const names = process.platform === "win32" ? [`${name}.exe`] : [name];
  for (const path of folders.flatMap((folder) => names.map((file) => join(folder, file)))) {
    if (await isProgram(path)) return path;
  }
  return undefined;
}

/** Whether a path is a file that this process may execute. */
export async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false; // Not there or not ours to run: either way not a program for us.
  }
}
