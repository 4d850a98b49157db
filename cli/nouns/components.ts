import type { ComponentView, EnvironmentDetail, EnvironmentView } from "../answers.ts";
import { apiPath } from "../api-path.ts";
import { usageFailure } from "../command-failure.ts";
import { commandName } from "../command-name.ts";
import { requireEnvironment } from "../find-environment.ts";
import { listAll } from "../list-all.ts";
import { componentNote, componentTime } from "../render/component-note.ts";
import { styleOfWord } from "../render/paint.ts";
import type { Session } from "../session.ts";
import { defineNoun, type Scope } from "./noun.ts";

interface Row {
  readonly project: string;
  readonly environment: string;
  readonly component: ComponentView;
  /** Every component of its environment. */
  readonly all: readonly ComponentView[];
}

/** Deployable parts of environments. */
export const components = defineNoun<Row>({
  plural: "components",
  singular: "component",
  short: ["comp", "comps"],
  nameOf: ({ component }) => component.name,
  dataOf: ({ project, environment, component }) => ({ project, environment, ...component }),
  flagOf: ({ project, environment }) => `-e ${environment} -p ${project}`,
  sortKey: ({ project, environment, component }) => `${project} ${environment} ${component.name}`,
  async fetch(session, scope) {
    const rows: Row[] = [];
    // One after the other: a fleet's environments all at once would be a load.
    for (const path of await environmentPaths(session, scope)) {
      const { document, componentList: all } = await session.request<EnvironmentDetail>({ path });
      const { project, name: environment } = document.metadata;
      rows.push(...all.map((component) => ({ project, environment, component, all })));
    }
    return rows;
  },
  columns: [
    { title: "ENVIRONMENT", text: ({ environment }) => environment },
    { title: "NAME", text: ({ component }) => component.name },
    { title: "KIND", text: ({ component }) => component.kind },
    {
      title: "PHASE",
      text: ({ component }) => component.phase,
      style: ({ component }) => styleOfWord(component.phase),
    },
    { title: "TOOK", text: ({ component }, nowMs) => componentTime(component, nowMs) },
    { title: "NEEDS", text: ({ component }) => component.needs.join(", "), isWide: true },
    { title: "INCARNATION", text: ({ component }) => String(component.incarnation), isWide: true },
    { title: "UID", text: ({ component }) => component.uid, isWide: true },
    { title: "NOTE", text: ({ component, all }) => componentNote(component, all), isFlexible: true },
  ],
});

async function environmentPaths(session: Session, { project, environment, isAll }: Scope): Promise<readonly string[]> {
  if (environment !== undefined) {
    const found = await requireEnvironment(session, environment, project);
    return [apiPath("environments", found.project, found.name)];
  }
  if (!isAll && project === undefined)
    throw usageFailure(
      "components of which environment?",
      `${commandName()} get components -e ENVIRONMENT`,
      "-p PROJECT and -A list those of many",
    );
  const all = await listAll<EnvironmentView>(session, "v1/environments", { project });
  return all.map(({ document: { metadata } }) => apiPath("environments", metadata.project, metadata.name));
}
