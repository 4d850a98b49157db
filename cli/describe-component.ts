import type { ComponentView, EnvironmentDetail } from "./answers.ts";
import { apiPath } from "./api-path.ts";
import { notFoundFailure, usageFailure } from "./command-failure.ts";
import { commandName } from "./command-name.ts";
import { meantWords } from "./did-you-mean.ts";
import { type EnvironmentName, requireEnvironment } from "./find-environment.ts";
import { machineText, type OutputForm } from "./machine-output.ts";
import { componentNote, componentTime } from "./render/component-note.ts";
import { renderFaults } from "./render/faults.ts";
import { renderFields, renderSection } from "./render/fields.ts";
import { type Paint, styleOfWord } from "./render/paint.ts";
import { oneLine } from "./render/text-width.ts";
import { durationWords, instantWord } from "./render/time-words.ts";
import type { Session } from "./session.ts";

/** Which component: `NAME` and its environment, or `ENVIRONMENT/NAME` in one word. */
export interface GivenComponent {
  readonly name: string;
  readonly environment: string | undefined;
  readonly project: string | undefined;
}

/** Prints everything about one component: how it is and why, its last log lines, its outputs, what needs it. */
export async function describeComponent(session: Session, given: GivenComponent, form: OutputForm): Promise<void> {
  const slash = given.name.indexOf("/");
  const environment = given.environment ?? (slash < 0 ? undefined : given.name.slice(0, slash));
  const name = given.name.slice(slash + 1);
  if (environment === undefined)
    throw usageFailure(
      `component "${name}" of which environment?`,
      `${commandName()} describe component ${name} -e ENVIRONMENT`,
    );
  const found = await requireEnvironment(session, environment, given.project);
  const { componentList } = await session.request<EnvironmentDetail>({
    path: apiPath("environments", found.project, found.name),
  });
  const component = componentList.find((each) => each.name === name);
  if (component === undefined) {
    const names = componentList.map((each) => each.name);
    throw notFoundFailure(
      `environment "${found.name}" has no component "${name}"${meantWords(name, names)}`,
      `list them: ${commandName()} get components -e ${found.name}${found.flag}`,
    );
  }
  const { out } = session.terminal;
  if (form === "json" || form === "yaml") return out.raw(await machineText(component, form));
  for (const line of componentLines({ component, all: componentList, found }, out.paint)) out.line(line);
}

interface Described {
  readonly component: ComponentView;
  readonly all: readonly ComponentView[];
  readonly found: EnvironmentName;
}

function componentLines({ component, all, found }: Described, paint: Paint): readonly string[] {
  const { name, phase, expectedMs } = component;
  const style = styleOfWord(phase);
  const outputs = Object.entries(component.outputs).map(
    ([output, value]) => `${output}: ${value === null ? "(secret)" : oneLine(JSON.stringify(value))}`,
  );
  const fields = renderFields(
    [
      ["Component", `${found.project}/${found.name}/${name}`],
      ["Kind", component.kind],
      ["Phase", style === undefined ? phase : paint(style, phase)],
      ["Now", component.fault === undefined ? oneLine(componentNote(component, all)) : undefined],
      ["Took", componentTime(component, Date.now())],
      ["Usually", expectedMs === undefined ? undefined : durationWords(expectedMs)],
      ["Needs", component.needs.join(", ")],
      [
        "Needed by",
        all
          .filter(({ needs }) => needs.includes(name))
          .map((each) => each.name)
          .join(", "),
      ],
      ["On delete", component.onDelete],
      ["Incarnation", String(component.incarnation)],
      ["Started", component.startedAt === undefined ? undefined : instantWord(component.startedAt)],
      ["Operation", component.operationId],
      ["UID", component.uid],
    ],
    paint,
  );
  const next = [
    `${commandName()} logs -f ${found.name} ${name}${found.flag}`,
    `${commandName()} describe environment ${found.name}${found.flag}`,
  ];
  return [
    ...fields,
    ...renderSection("Fault", renderFaults([component], paint), paint),
    ...renderSection("Outputs", outputs, paint),
    ...renderSection("Next", next, paint),
  ];
}
