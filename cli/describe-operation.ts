import type { OperationView } from "./answers.ts";
import { apiPath } from "./api-path.ts";
import { commandName } from "./command-name.ts";
import { machineText, type OutputForm } from "./machine-output.ts";
import { renderFields, renderSection } from "./render/fields.ts";
import { type Paint, styleOfWord } from "./render/paint.ts";
import { renderPlan } from "./render/plan.ts";
import { oneLine } from "./render/text-width.ts";
import { durationWords, instantWord } from "./render/time-words.ts";
import type { Session } from "./session.ts";

/** Prints everything about one operation. */
export async function describeOperation(session: Session, id: string, form: OutputForm): Promise<void> {
  const operation = await session.request<OperationView>({ path: apiPath("operations", id) });
  const { out } = session.terminal;
  if (form === "json" || form === "yaml") return out.raw(await machineText(operation, form));
  const screen = { width: out.width(), paint: out.paint };
  for (const line of operationFields(operation, { paint: out.paint, nowMs: Date.now() })) out.line(line);
  if (operation.plan !== undefined)
    for (const line of ["", ...renderPlan({ ...operation, plan: operation.plan }, screen)]) out.line(line);
  for (const line of renderSection("Next", nextCommands(operation), out.paint)) out.line(line);
}

/** The lines of an operation's own facts. */
export function operationFields(
  operation: OperationView,
  { paint, nowMs }: { readonly paint: Paint; readonly nowMs: number },
): readonly string[] {
  const { id, kind, state, actor, requestedAt, startedAt, endedAt, deadlineAt } = operation;
  const style = styleOfWord(state);
  const took = startedAt === undefined ? undefined : durationWords(Math.max(0, (endedAt ?? nowMs) - startedAt));
  return renderFields(
    [
      ["Operation", id],
      ["Kind", kind],
      ["State", style === undefined ? state : paint(style, state)],
      ["Reason", oneLine(operation.reason)],
      ["Environment", `${operation.project}/${operation.environment}`],
      ["Generation", String(operation.generation)],
      ["Asked for", `${instantWord(requestedAt)} by ${actor.kind} ${oneLine(actor.name)}`],
      ["Started", startedAt === undefined ? undefined : instantWord(startedAt)],
      [endedAt === undefined ? "Runs for" : "Took", took],
      ["Deadline", deadlineAt === undefined || endedAt !== undefined ? undefined : instantWord(deadlineAt)],
      [
        "Cancel",
        operation.isCancelRequested && endedAt === undefined ? "asked for: nothing more is started" : undefined,
      ],
    ],
    paint,
  );
}

function nextCommands({ id, environment, project, state }: OperationView): readonly string[] {
  const name = commandName();
  const always = [`${name} describe environment ${environment} -p ${project}`];
  if (state !== "Accepted" && state !== "Running") return always;
  return [...always, `${name} get environment ${environment} -p ${project} -w`, `${name} operations cancel ${id}`];
}
