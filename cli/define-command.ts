import type { Command } from "commander";
import type { AccessByVerb } from "./command-access.ts";
import type { Session } from "./session.ts";

/** Gives a command its arguments, options, help and action. Called only when the command is used. */
export type DefineCommand = (command: Command, session: Session) => void;

/** One command of the program, before it is loaded. */
export interface CommandEntry {
  readonly name: string;
  /** Other names it answers to. */
  readonly aliases?: readonly string[];
  /** What the list of commands shows of its arguments. */
  readonly usage: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What it asks the API for, by verb: without that the program does not start. */
  readonly access: AccessByVerb;
  readonly load: () => Promise<DefineCommand>;
}

/** Puts examples before everything else that the command's help says. */
export function withExamples(
  command: Command,
  ...examples: readonly (readonly [command: string, what: string])[]
): Command {
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, what]) => `  $ ${line.padEnd(width)}   # ${what}`);
  return command.addHelpText("before", `Examples:\n${lines.join("\n")}\n`);
}
