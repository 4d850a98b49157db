import type { Command } from "commander";
import { usageFailure } from "./command-failure.ts";
import type { Scope } from "./nouns/noun.ts";
import type { Session } from "./session.ts";

/** The options that say of which project and environment. */
export interface ScopeOptions {
  readonly project?: string;
  readonly environment?: string;
  readonly allProjects?: true;
}

/** Adds `-p`, the project. */
export function withProject(command: Command, what = "the project; needed only where several have the name"): Command {
  return command.option("-p, --project <NAME>", what);
}

/** The scope that options name; the context's project narrows it, unless all were asked for. @throws CommandFailure with exit code 2 */
export async function scopeOf(session: Session, options: ScopeOptions): Promise<Scope> {
  const isAll = options.allProjects === true;
  if (isAll && options.project !== undefined) throw usageFailure("-p and -A contradict each other", "use one of them");
  const project = isAll ? undefined : (options.project ?? (await session.connection()).project);
  return { project, environment: options.environment, isAll };
}
