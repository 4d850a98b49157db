import type { EnvironmentView, ProjectView } from "./answers.ts";
import { notFoundFailure, usageFailure } from "./command-failure.ts";
import { commandName } from "./command-name.ts";
import { meantWords } from "./did-you-mean.ts";
import { listAll } from "./list-all.ts";
import type { Session } from "./session.ts";

/** An environment that was named. */
export interface EnvironmentName {
  readonly project: string;
  readonly name: string;
  /** What to add to a command so that it means this one: ` -p shop`, or nothing where the name alone is enough. */
  readonly flag: string;
}

/** `environment/NAME`, `env/NAME` or `NAME` as the name. @throws CommandFailure with exit code 2 for another type */
export function environmentNameOf(given: string): string {
  const slash = given.indexOf("/");
  if (slash < 0) return given;
  const type = given.slice(0, slash);
  if (["environment", "environments", "env", "envs"].includes(type)) return given.slice(slash + 1);
  throw usageFailure(`"${given}" is no environment`, `write it as environment/${given.slice(slash + 1)} -p PROJECT`);
}

/**
 * The environment that a name means, where `project` is absent the only one with that name; undefined when there is none.
 * A given project is taken as it is, without asking the server.
 * @throws CommandFailure with exit code 2 when several projects have one of that name
 */
export async function findEnvironment(
  session: Session,
  given: string,
  project?: string,
): Promise<EnvironmentName | undefined> {
  const name = environmentNameOf(given);
  const wished = project ?? (await session.connection()).project;
  if (wished !== undefined) return { project: wished, name, flag: ` -p ${wished}` };
  const all = await listAll<EnvironmentView>(session, "v1/environments");
  return onlyOne(name, all);
}

/** As `findEnvironment`. @throws CommandFailure with exit code 3 when there is none */
export async function requireEnvironment(session: Session, given: string, project?: string): Promise<EnvironmentName> {
  const found = await findEnvironment(session, given, project);
  if (found !== undefined) return found;
  const all = await listAll<EnvironmentView>(session, "v1/environments");
  const name = environmentNameOf(given);
  const names = all.map((environment) => environment.document.metadata.name);
  throw notFoundFailure(
    `no environment is called "${name}"${meantWords(name, names)}`,
    `list them: ${commandName()} get environments`,
  );
}

/** The project that is meant where none is named: the context's, or the only one there is. @throws CommandFailure with exit code 2 when there are several */
export async function requireProject(session: Session, given?: string): Promise<string> {
  const wished = given ?? (await session.connection()).project;
  if (wished !== undefined) return wished;
  const names = (await listAll<ProjectView>(session, "v1/projects")).map(
    (project) => project.document.metadata.name ?? "",
  );
  if (names.length === 1 && names[0] !== undefined) return names[0];
  if (names.length === 0) throw notFoundFailure("there is no project yet", `apply one: ${commandName()} apply -f FILE`);
  throw usageFailure("which project?", `name one: ${names.map((name) => `-p ${name}`).join(", ")}`);
}

function onlyOne(name: string, all: readonly EnvironmentView[]): EnvironmentName | undefined {
  const same = all.filter((environment) => environment.document.metadata.name === name && environment.phase !== "Gone");
  const projects = same.map((environment) => environment.document.metadata.project).toSorted();
  if (projects.length > 1)
    throw usageFailure(
      `${projects.length} projects have an environment "${name}"`,
      `say which: ${projects.map((project) => `-p ${project}`).join(", ")}`,
    );
  const [project] = projects;
  return project === undefined ? undefined : { project, name, flag: "" };
}
