import { mkdir, open, readFile, truncate } from "node:fs/promises";
import { dirname } from "node:path";

/** An append-only file of lines that outlives a kill of the process. */
export interface Journal {
  /** Resolves when the lines are on disk. Lines of one call come in one write, with those of other calls meanwhile. */
  append(lines: readonly string[]): Promise<void>;
  /** Resolves when every line appended so far is on disk. */
  settled(): Promise<void>;
}

/** A journal that keeps nothing, for an instance that lives as long as its process. */
export const memoryJournal: Journal = { append: async () => {}, settled: async () => {} };

/** Opens or creates a journal, and answers the lines that are in it. A half-written last line is cut off. */
export async function openJournal(path: string): Promise<{ journal: Journal; lines: string[] }> {
  await mkdir(dirname(path), { recursive: true });
  const lines = await readLines(path);
  const file = await open(path, "a");
  let collected: string[] = [];
  let last = Promise.resolve();

  async function write(): Promise<void> {
    if (collected.length === 0) return;
    const text = collected.join("");
    collected = [];
    await file.appendFile(text);
    await file.datasync();
  }

  return {
    lines,
    journal: {
      async append(batch) {
        collected.push(...batch.map((line) => `${line}\n`));
        // A failed write ends the process: an instance without its truth would be worse than none.
        last = last.then(write);
        await last;
      },
      settled: async () => await last,
    },
  };
}

// A line without its line end was never answered, so it does not count.
async function readLines(path: string): Promise<string[]> {
  const content = await readFile(path).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return Buffer.alloc(0);
    throw error;
  });
  const length = content.lastIndexOf("\n") + 1;
  if (length < content.length) await truncate(path, length);
  return content.subarray(0, length).toString().split("\n").slice(0, -1);
}
