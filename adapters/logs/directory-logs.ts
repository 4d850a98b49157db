import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { unlessMissing } from "../files/system-errors.ts";
import { followLines, type LogPosition } from "./follow-lines.ts";
import type { Logs } from "./port.ts";

const LINES_MAX = 10_000;
const TAIL_BYTES = 4 * 1024 * 1024;
const LOOK_MS = 200;

/** Hides what is secret in one line of a component. */
export type MaskLine = (componentUid: string, line: string) => string | Promise<string>;

/**
 * Logs out of the run directories of the cell: `root/<component uid>/<incarnation>/output.log`, and `output.1.log` with
 * what came before it.
 *
 * Processes write there as they please. Therefore every line passes `mask` before anybody sees it.
 */
export function directoryLogs(options: { readonly root: string; readonly mask: MaskLine }): Logs {
  const directoryOf = (componentUid: string) => {
    if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/.test(componentUid)) throw new Error("a component's uid is no path");
    return join(options.root, componentUid);
  };

  async function latestIncarnation(componentUid: string): Promise<number> {
    const names = await unlessMissing(readdir(directoryOf(componentUid)), []);
    return Math.max(0, ...names.filter((name) => /^\d+$/.test(name)).map(Number));
  }

  const logOf = (componentUid: string, incarnation: number) =>
    join(directoryOf(componentUid), String(incarnation), "output.log");

  return {
    async tail(componentUid, lines) {
      const wanted = Math.max(0, Math.min(lines, LINES_MAX));
      const log = logOf(componentUid, await latestIncarnation(componentUid));
      const newer = await lastLines(log, wanted);
      const older =
        newer.length < wanted ? await lastLines(log.replace(/\.log$/, ".1.log"), wanted - newer.length) : [];
      return await Promise.all([...older, ...newer].map(async (line) => await options.mask(componentUid, line)));
    },

    async *follow(componentUid, signal) {
      let incarnation = await latestIncarnation(componentUid);
      let position: LogPosition = { offset: await sizeOf(logOf(componentUid, incarnation)), partial: "" };
      while (!signal.aborted) {
        const read = await followLines(logOf(componentUid, incarnation), position);
        position = read.position;
        for (const line of read.lines) yield await options.mask(componentUid, line);
        if (read.lines.length > 0) continue;
        const latest = await latestIncarnation(componentUid);
        if (latest === incarnation) await sleep(LOOK_MS, undefined, { signal }).catch(throwUnlessAborted(signal));
        else [incarnation, position] = [latest, { offset: 0, partial: "" }];
      }
    },
  };
}

async function sizeOf(path: string): Promise<number> {
  return await unlessMissing(
    stat(path).then(({ size }) => size),
    0,
  );
}

async function lastLines(path: string, count: number): Promise<readonly string[]> {
  if (count === 0) return [];
  const text = await unlessMissing(readEnd(path), "");
  const lines = text.replace(/\r?\n$/, "").split(/\r?\n/);
  return text === "" ? [] : lines.slice(-count);
}

async function readEnd(path: string): Promise<string> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const length = Math.min(size, TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
    const text = buffer.subarray(0, bytesRead).toString("utf8");
    // The first line was cut in two.
    return length < size ? text.slice(text.indexOf("\n") + 1) : text;
  } finally {
    await file.close();
  }
}

function throwUnlessAborted(signal: AbortSignal): (error: unknown) => void {
  return (error) => {
    if (!signal.aborted) throw error;
  };
}
