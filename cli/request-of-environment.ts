import type { AcceptedAnswer } from "./answers.ts";
import { apiPath } from "./api-path.ts";
import { type EnvironmentName, requireEnvironment } from "./find-environment.ts";
import { printAccepted } from "./print-accepted.ts";
import type { Session } from "./session.ts";

/** Asks for something to be done with an environment, and prints what was accepted. Answers which environment it was. */
export async function requestOfEnvironment(
  session: Session,
  {
    name,
    project,
    verb,
  }: { readonly name: string; readonly project: string | undefined; readonly verb: "suspend" | "resume" },
): Promise<EnvironmentName> {
  const found = await requireEnvironment(session, name, project);
  const path = apiPath("environments", found.project, found.name, verb);
  printAccepted(session, await session.request<AcceptedAnswer | undefined>({ method: "POST", path }));
  return found;
}
