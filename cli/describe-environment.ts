import type { EnvironmentDetail, OperationView, Page } from "./answers.ts";
import { apiPath } from "./api-path.ts";
import { commandName } from "./command-name.ts";
import type { FindingView } from "./drift-answers.ts";
import { type EnvironmentName, requireEnvironment } from "./find-environment.ts";
import { look } from "./look.ts";
import { machineText, type OutputForm } from "./machine-output.ts";
import { operations as operationNoun } from "./nouns/operations.ts";
import { operationFields } from "./describe-operation.ts";
import { renderFaults } from "./render/faults.ts";
import { changeWords } from "./render/finding.ts";
import { renderFields, renderSection } from "./render/fields.ts";
import { type Paint, styleOfWord } from "./render/paint.ts";
import { renderTable } from "./render/table.ts";
import { oneLine } from "./render/text-width.ts";
import { instantWord } from "./render/time-words.ts";
import { renderTree } from "./render/tree.ts";
import type { Session } from "./session.ts";

/** Of the past, as much is shown as fits beside the present. */
const RECENT = 5;
/** So many findings are named. */
const DRIFT = 5;

/** Prints everything about one environment: how it is and why, its parts, what runs, what ran, and what to type next. */
export async function describeEnvironment(
  session: Session,
  given: { readonly name: string; readonly project: string | undefined },
  form: OutputForm,
): Promise<void> {
  const found = await requireEnvironment(session, given.name, given.project);
  const { out } = session.terminal;
  const path = apiPath("environments", found.project, found.name);
  const environment = await session.request<EnvironmentDetail>({ path });
  if (form === "json" || form === "yaml") return out.raw(await machineText(environment, form));

  const { operation } = await look(session, found);
  const screen = { width: out.width(), paint: out.paint };
  const nowMs = Date.now();
  const tree = renderTree({ environment, operation, nowMs }, { ...screen, maxLines: Number.POSITIVE_INFINITY });
  const parts = [
    environmentFields(environment, out.paint),
    renderSection("Held", holdLines(environment), out.paint),
    renderSection("Drift", await driftLines(session, environment), out.paint),
    renderSection("Components", tree.slice(1), out.paint),
    renderSection("Faults", renderFaults(environment.componentList, out.paint), out.paint),
    renderSection(
      "Running",
      operation === undefined ? [] : operationFields(operation, { paint: out.paint, nowMs }),
      out.paint,
    ),
    renderSection("Recent operations", await recentOperations(session, found, { ...screen, nowMs }), out.paint),
    renderSection("Next", nextCommands(environment, { found, operation }), out.paint),
  ];
  for (const line of parts.flat()) out.line(line);
}

function environmentFields(environment: EnvironmentDetail, paint: Paint): readonly string[] {
  const { metadata, spec } = environment.document;
  const style = styleOfWord(environment.phase);
  const parameters = Object.entries(spec.parameters).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const { generation, observedGeneration } = environment;
  return renderFields(
    [
      ["Environment", `${metadata.project}/${metadata.name}`],
      ["Phase", style === undefined ? environment.phase : paint(style, environment.phase)],
      ["Reason", oneLine(environment.reason)],
      [
        "Class",
        spec.class +
          (spec.protected === true || (spec.protected === undefined && spec.class === "prod") ? ", protected" : ""),
      ],
      ["Cell", spec.cell],
      ["Release", spec.release],
      ["Parameters", oneLine(parameters.join(" "))],
      [
        "Generation",
        generation === observedGeneration ? `${generation}` : `${generation}; what stands is of ${observedGeneration}`,
      ],
      ["Suspended", environment.isSuspended ? "yes: nothing is started in it" : undefined],
      ["Awake until", environment.awakeUntil === undefined ? undefined : instantWord(environment.awakeUntil)],
      ["Lives until", environment.expiresAt === undefined ? undefined : instantWord(environment.expiresAt)],
      ["Created", instantWord(environment.createdAt)],
      ["Changed", instantWord(environment.changedAt)],
      ["UID", environment.uid],
    ],
    paint,
  );
}

function holdLines({ hold }: EnvironmentDetail): readonly string[] {
  if (hold === undefined) return [];
  return [
    `since ${instantWord(hold.since)}: ${oneLine(hold.reason)}`,
    ...hold.choices.map((choice) => `you can: ${oneLine(choice)}`),
  ];
}

async function driftLines(session: Session, { drift, document }: EnvironmentDetail): Promise<readonly string[]> {
  const open = drift?.open ?? 0;
  if (open === 0) return [];
  const { project, name: environment } = document.metadata;
  const query = { project, environment, limit: DRIFT };
  const { items } = await session.request<Page<FindingView>>({ path: "v1/findings", query });
  const left = open - items.length;
  return [
    ...items.map((one) =>
      oneLine(`${one.component}: ${changeWords(one)}; ${one.status}: ${commandName()} drift show ${one.id}`),
    ),
    ...(left > 0 ? [`and ${left} more: ${commandName()} drift -e ${environment} -p ${project}`] : []),
  ];
}

async function recentOperations(
  session: Session,
  { project, name }: EnvironmentName,
  screen: { readonly width: number; readonly paint: Paint; readonly nowMs: number },
): Promise<readonly string[]> {
  const listing = await operationNoun.list(
    session,
    { project, environment: name, isAll: false, limit: RECENT },
    undefined,
  );
  const table = listing.table("table", screen.nowMs);
  if (table.rows.length === 0) return [];
  return renderTable(table, { ...screen, width: screen.width - 2 });
}

function nextCommands(
  environment: EnvironmentDetail,
  { found, operation }: { readonly found: EnvironmentName; readonly operation: OperationView | undefined },
): readonly string[] {
  const name = `${commandName()}`;
  const faulty = environment.componentList.filter(({ fault }) => fault !== undefined);
  return [
    ...faulty.map((component) => `${name} logs ${found.name} ${component.name}${found.flag}`),
    ...(operation === undefined
      ? []
      : [`${name} get environment ${found.name}${found.flag} -w`, `${name} operations cancel ${operation.id}`]),
    ...(environment.phase === "Asleep" ? [`${name} wake ${found.name}${found.flag}`] : []),
    ...(environment.expiresAt === undefined ? [] : [`${name} extend ${found.name}${found.flag} --until 3d`]),
    ...(environment.isSuspended ? [`${name} resume ${found.name}${found.flag}`] : []),
    `${name} events -e ${found.name}${found.flag}`,
  ];
}
