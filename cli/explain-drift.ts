import { apiPath } from "./api-path.ts";
import { usageFailure } from "./command-failure.ts";
import { commandName } from "./command-name.ts";
import type { DriftExplanation } from "./drift-answers.ts";
import { requireEnvironment } from "./find-environment.ts";
import { machineText, parseForm } from "./machine-output.ts";
import { driftExplanationLines } from "./render/drift-explanation.ts";
import type { Session } from "./session.ts";

/** Prints which rules decide about drift of a place, what differs there, what happens and when. */
export async function explainDrift(
  session: Session,
  given: { readonly place: string; readonly project: string | undefined },
  output: string,
): Promise<void> {
  const form = parseForm(output, ["table", "json", "yaml"]);
  const { project, environment, component } = await placeOf(session, given);
  const path = `${apiPath("environments", project, environment)}/drift`;
  const explanation = await session.request<DriftExplanation>({ path, query: { component } });
  const { out } = session.terminal;
  if (form === "json" || form === "yaml") return out.raw(await machineText(explanation, form));
  for (const line of driftExplanationLines(explanation, out.paint)) out.line(line);
}

async function placeOf(
  session: Session,
  { place, project }: { readonly place: string; readonly project: string | undefined },
): Promise<{ readonly project: string; readonly environment: string; readonly component?: string | undefined }> {
  const parts = place.split("/");
  if (parts.some((part) => part === "") || parts.length > 3)
    throw usageFailure(`"${place}" is no place`, `${commandName()} drift explain PROJECT/ENVIRONMENT[/COMPONENT]`);
  const [first = "", second, component] = parts;
  if (second === undefined) {
    const found = await requireEnvironment(session, first, project);
    return { project: found.project, environment: found.name };
  }
  if (project !== undefined && project !== first)
    throw usageFailure(`"${place}" is of project "${first}", and -p says "${project}"`, "leave -p away");
  return { project: first, environment: second, component };
}
