import { readFile } from "node:fs/promises";

/** Whether an error of the system carries one of the codes, as `EEXIST`. */
export function hasSystemCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}

/** The text of a file; undefined when there is no such file. Any other fault is thrown. */
export async function readIfPresent(path: string): Promise<string | undefined> {
  return await unlessMissing(readFile(path, "utf8"), undefined);
}

/** What reading gives, or `absent` when the file or directory is not there. Any other fault is thrown. */
export async function unlessMissing<Found, Absent>(reading: Promise<Found>, absent: Absent): Promise<Found | Absent> {
  try {
    return await reading;
  } catch (error) {
    if (hasSystemCode(error, "ENOENT", "ENOTDIR")) return absent;
    throw error;
  }
}
