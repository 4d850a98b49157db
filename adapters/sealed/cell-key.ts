import { randomBytes, randomUUID } from "node:crypto";
import { link, mkdir, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { hasSystemCode, unlessMissing } from "../files/system-errors.ts";
import { syncDirectory, writeSynced } from "../files/write-durably.ts";

const KEY_BYTES = 32;

/** The cell's key out of a file of mode 0600, made at first use; of two that make it at once both get the same. */
export async function readCellKey(path: string): Promise<Buffer> {
  const found = await unlessMissing(readFile(path), undefined);
  if (found !== undefined) return checkKey(path, found);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomUUID()}.draft`;
  try {
    await writeSynced(draft, randomBytes(KEY_BYTES));
    // A link, not a rename: it refuses to replace the key of somebody quicker.
    await link(draft, path);
    await syncDirectory(dirname(path));
  } catch (error) {
    if (!hasSystemCode(error, "EEXIST")) throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return checkKey(path, await readFile(path));
}

function checkKey(path: string, key: Buffer): Buffer {
  if (key.byteLength === KEY_BYTES) return key;
  throw new Error(`the key file "${path}" has ${key.byteLength} bytes, not ${KEY_BYTES}: bring it back from a copy`);
}
