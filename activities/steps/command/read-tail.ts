import { open } from "node:fs/promises";
import { ifThere } from "../../components/process/system-errors.ts";

/** The end of a file as text, and whether something came before it. Of a cut text the first, broken line is left out. */
export async function readTail(
  path: string,
  bytes: number,
): Promise<{ readonly text: string; readonly isCut: boolean }> {
  const file = await ifThere(open(path, "r"));
  if (file === undefined) return { text: "", isCut: false };
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - bytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
    const text = buffer.subarray(0, bytesRead).toString("utf8");
    const lineEnd = text.indexOf("\n");
    const isWhole = from === 0 || lineEnd < 0 || lineEnd === text.length - 1;
    return { text: isWhole ? text : text.slice(lineEnd + 1), isCut: from > 0 };
  } finally {
    await file.close();
  }
}
