import { readFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import type { RunDirectory } from "../process/run-directory.ts";
import { ifThere } from "../process/system-errors.ts";
import { WatchNote, type ServiceConfig } from "./schema.ts";

/** How a service with that config and port is watched. */
export function watchNote(config: ServiceConfig, port: number): WatchNote {
  const { health, stopWithin } = config;
  return health === undefined ? { port, stopWithin } : { port, stopWithin, health };
}

/** How a run is watched; undefined when that was never written, or is damaged. */
export async function readWatchNote(run: RunDirectory): Promise<WatchNote | undefined> {
  const text = await ifThere(readFile(run.watch, "utf8"));
  if (text === undefined) return undefined;
  return WatchNote.safeParse(parseJson(text)).data;
}

/** The fields of the config in which two notes differ; empty when none does. */
export function changedWatch(before: WatchNote, now: WatchNote): readonly string[] {
  const health = isDeepStrictEqual(before.health, now.health) ? [] : ["config.health"];
  return before.stopWithin === now.stopWithin ? health : [...health, "config.stopWithin"];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Not a note.
  }
}
