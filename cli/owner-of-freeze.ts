import { notFoundFailure, usageFailure } from "./command-failure.ts";
import { commandName } from "./command-name.ts";
import { listAll } from "./list-all.ts";
import type { FreezeWindowView } from "./promotion-answers.ts";
import type { Session } from "./session.ts";

/** The project of a freeze window; undefined for one of every project. @throws CommandFailure where there is none, or several */
export async function ownerOfFreeze(
  session: Session,
  name: string,
  wished: string | undefined,
): Promise<string | undefined> {
  if (wished !== undefined) return wished;
  const all = await listAll<FreezeWindowView>(session, "v1/freeze-windows");
  const found = all.map(({ document }) => document.metadata).filter((metadata) => metadata.name === name);
  const [only] = found;
  if (only === undefined)
    throw notFoundFailure(`there is no freeze window "${name}"`, `list them: ${commandName()} freeze list -A`);
  if (found.length === 1) return only.project;
  const projects = found.flatMap(({ project }) => project ?? []);
  const context = (await session.connection()).project;
  if (context !== undefined && projects.includes(context)) return context;
  throw usageFailure(
    `there are ${found.length} freeze windows "${name}"`,
    `say which: ${projects.map((project) => `-p ${project}`).join(", ")}`,
  );
}
