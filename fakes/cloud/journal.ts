import { mkdir, open, readFile, truncate } from "node:fs/promises";
import { dirname } from "node:path";

/** An append-only file of JSON lines that outlives a kill of the process. */
export interface Journal {
  /** Resolves when the line is on disk. Lines of one turn of the event loop share one write and one sync. */
  append(line: string): Promise<void>;
  /** Resolves when every line appended so far is on disk. */
  settled(): Promise<void>;
}

/** A journal that keeps nothing, for a cloud that lives as long as its process. */
export const memoryJournal: Journal = {
  append: async () => {},
  settled: async () => {},
};

/** Opens or creates a journal, and answers the lines that are in it. A half-written last line is cut off. */
export async function openJournal(path: string): Promise<{ journal: Journal; lines: string[] }> {
  await mkdir(dirname(path), { recursive: true });
  const lines = await readLines(path);
  const file = await open(path, "a");
  let collecting = newBatch();
  let writing: Promise<void> | undefined;

  async function write(): Promise<void> {
    // Let the whole turn of the event loop join the batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (collecting.lines.length > 0) {
      const batch = collecting;
      collecting = newBatch();
      writing = batch.done;
      await file.appendFile(batch.lines.join(""));
      await file.datasync();
      batch.resolve();
    }
    writing = undefined;
  }

  return {
    lines,
    journal: {
      async append(line) {
        const batch = collecting;
        batch.lines.push(`${line}\n`);
        // A failed write ends the process: a cloud without its truth would be worse than none.
        if (batch.lines.length === 1 && writing === undefined) void write();
        await batch.done;
      },
      settled: async () => await (collecting.lines.length > 0 ? collecting.done : writing),
    },
  };
}

interface Batch {
  readonly lines: string[];
  readonly done: Promise<void>;
  readonly resolve: () => void;
}

function newBatch(): Batch {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { lines: [], done: promise, resolve };
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
