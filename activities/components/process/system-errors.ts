/** Whether an error of the system carries one of the codes, as `EEXIST`. */
export function hasSystemCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}

/** What reading gives; undefined when what it reads is not there, or not ours to read. Any other fault is thrown. */
export async function ifThere<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    // ESRCH: the process of a /proc file has ended since it was opened.
    if (hasSystemCode(error, "ENOENT", "ENOTDIR", "ESRCH", "EACCES", "EPERM")) return undefined;
    throw error;
  }
}
