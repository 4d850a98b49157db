import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, resolve } from "node:path";
import { OrchestratorError } from "../../../domain/errors.ts";
import { ifThere } from "./system-errors.ts";

/** Where a command is looked for. */
export interface CommandPlace {
  /** Directory in which it will run. */
  readonly directory: string;
  /** Value of PATH; empty finds nothing without a path of its own. */
  readonly path: string;
}

/** Makes sure that a command can be run, as the launcher would look for it. @throws OrchestratorError `COMMAND_NOT_FOUND` */
export async function requireCommand(command: string, { directory, path }: CommandPlace): Promise<void> {
  const candidates = command.includes("/")
    ? [resolve(directory, command)]
    : path.split(delimiter).map((folder) => resolve(directory, folder, command));
  for (const candidate of candidates) if (await isProgram(candidate)) return;
  const where = command.includes("/")
    ? `there is no program "${command}" in the artifact`
    : `no program "${command}" is on the PATH`;
  throw new OrchestratorError("COMMAND_NOT_FOUND", where, { details: { command } });
}

async function isProgram(path: string): Promise<boolean> {
  const found = await ifThere(stat(path));
  if (found?.isFile() !== true) return false;
  const mayRun = access(path, constants.X_OK).then(() => true);
  return (await ifThere(mayRun)) ?? false;
}
