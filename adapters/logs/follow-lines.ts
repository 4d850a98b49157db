import { open } from "node:fs/promises";
import { unlessMissing } from "../files/system-errors.ts";

/** How far a log was read. */
export interface LogPosition {
  /** Bytes of the file. */
  readonly offset: number;
  /** The begin of a line whose end was not written yet, as Latin-1, so that no character is cut. */
  readonly partial: string;
}

const READ_BYTES = 256 * 1024;
const LINE_BYTES_MAX = 64 * 1024;

/** The whole lines after a position, and the next position. A file that became shorter was emptied and is read from its begin. */
export async function followLines(
  path: string,
  { offset, partial }: LogPosition,
): Promise<{ readonly lines: readonly string[]; readonly position: LogPosition }> {
  const read = await unlessMissing(readFrom(path, offset), undefined);
  if (read === undefined) return { lines: [], position: { offset, partial } };
  const text = (read.from === offset ? partial : "") + read.text;
  const pieces = text.split("\n");
  const rest = pieces.pop() ?? "";
  // A line without an end must not fill the memory.
  const isTooLong = rest.length > LINE_BYTES_MAX;
  const lines = (isTooLong ? [...pieces, rest] : pieces).map(asLine);
  return { lines, position: { offset: read.from + read.text.length, partial: isTooLong ? "" : rest } };
}

async function readFrom(path: string, offset: number): Promise<{ readonly from: number; readonly text: string }> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const from = size < offset ? 0 : offset;
    const length = Math.min(size - from, READ_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from);
    return { from, text: buffer.subarray(0, bytesRead).toString("latin1") };
  } finally {
    await file.close();
  }
}

function asLine(latin1: string): string {
  return Buffer.from(latin1, "latin1").toString("utf8").replace(/\r$/, "");
}
