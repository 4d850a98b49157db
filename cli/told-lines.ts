import { durationWords } from "./render/time-words.ts";
import type { Screen } from "./terminal.ts";

/** Writes one line for each change. */
export interface ToldLines {
  /** Writes what is said about something, unless it was said before. */
  tell(name: string, said: string): void;
  /** Writes why nothing new is known, once; absent when it is. */
  trouble(trouble: string | undefined): void;
}

/** Lines for a pipe: time since the start, name, what is new about it. */
export function toldLines(screen: Screen): ToldLines {
  const startedAt = Date.now();
  const toldByName = new Map<string, string>();
  let toldTrouble: string | undefined;
  return {
    tell(name, said) {
      if (toldByName.get(name) === said) return;
      toldByName.set(name, said);
      screen.line(`${durationWords(Date.now() - startedAt).padStart(9)}  ${name}  ${said}`);
    },
    trouble(trouble) {
      if (trouble !== undefined && trouble !== toldTrouble) screen.line(`${trouble}; trying again`);
      toldTrouble = trouble;
    },
  };
}
