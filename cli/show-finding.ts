import { apiPath } from "./api-path.ts";
import { usageFailure } from "./command-failure.ts";
import { commandName } from "./command-name.ts";
import type { FindingDetail } from "./drift-answers.ts";
import { machineText, parseForm } from "./machine-output.ts";
import { renderFinding } from "./render/finding.ts";
import type { Session } from "./session.ts";

/** Prints everything about one finding. */
export async function showFinding(session: Session, given: string, output: string): Promise<void> {
  const form = parseForm(output, ["table", "json", "yaml"]);
  const finding = await findFinding(session, given);
  const { out } = session.terminal;
  if (form === "json" || form === "yaml") return out.raw(await machineText(finding, form));
  for (const line of renderFinding(finding, out.paint)) out.line(line);
}

/** The finding of an id, which may stand behind `finding/`. @throws CommandFailure with exit code 2 for none */
export async function findFinding(session: Session, given: string): Promise<FindingDetail> {
  const id = given.replace(/^(?:findings?|fi)\//, "");
  if (id === "") throw usageFailure("which finding?", `list them: ${commandName()} drift`);
  return await session.request<FindingDetail>({ path: apiPath("findings", id) });
}
