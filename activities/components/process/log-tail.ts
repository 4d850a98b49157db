import { open } from "node:fs/promises";
import type { RunDirectory } from "./run-directory.ts";
import { ifThere } from "./system-errors.ts";

const LINES = 20;
const LINE_CHARACTERS = 500;
const TAIL_BYTES = 32 * 1024;

/** The last lines that a run wrote, oldest first, at most 20 of 500 characters; empty when it wrote nothing. */
export async function logTail(run: RunDirectory): Promise<readonly string[]> {
  const text = (await ifThere(readEnd(run.log))) ?? "";
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "")
    .slice(-LINES)
    .map((line) => line.slice(0, LINE_CHARACTERS));
}

async function readEnd(path: string): Promise<string> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
    return buffer.subarray(0, bytesRead).toString("utf8");
  } finally {
    await file.close();
  }
}
