import type { Page } from "../answers.ts";
import { apiPath } from "../api-path.ts";
import type { FindingView } from "../drift-answers.ts";
import { requireEnvironment } from "../find-environment.ts";
import { listAll } from "../list-all.ts";
import { changeWords } from "../render/finding.ts";
import { styleOfWord } from "../render/paint.ts";
import { ageWord } from "../render/time-words.ts";
import { defineNoun, newestFirst, type Scope } from "./noun.ts";

/** What differs from what is wanted, the newest first. Those that are open, unless a state is named. */
export const findings = defineNoun<FindingView>({
  plural: "findings",
  singular: "finding",
  short: ["fi", "drift"],
  nameOf: ({ id }) => id,
  sortKey: ({ since, id }) => `${newestFirst(since)} ${id}`,
  async fetch(session, scope, name) {
    if (name !== undefined) return [await session.request<FindingView>({ path: apiPath("findings", name) })];
    const { project, environment, component, state, limit } = scope;
    const found = environment === undefined ? undefined : await requireEnvironment(session, environment, project);
    const query = findingQuery({ project: found?.project ?? project, environment: found?.name, component, state });
    if (limit === undefined) return await listAll<FindingView>(session, "v1/findings", query);
    return (await session.request<Page<FindingView>>({ path: "v1/findings", query: { ...query, limit } })).items;
  },
  columns: [
    { title: "ID", text: ({ id }) => id },
    { title: "PROJECT", text: ({ project }) => project, isWide: true },
    { title: "ENVIRONMENT", text: ({ environment }) => environment },
    { title: "COMPONENT", text: ({ component }) => component },
    { title: "STATUS", text: ({ status }) => status, style: ({ status }) => styleOfWord(status) },
    { title: "REACTION", text: ({ reaction }) => reaction.reaction },
    { title: "AGE", text: ({ since }, nowMs) => ageWord(since, nowMs) },
    { title: "SEEN", text: ({ seenCount }) => String(seenCount), isWide: true },
    { title: "DIFFERS", text: changeWords, isFlexible: true },
    { title: "REASON", text: ({ statusReason }) => statusReason, isWide: true },
  ],
});

/** What of a scope narrows findings, as the API takes it. */
export function findingQuery({
  project,
  environment,
  component,
  state,
}: Pick<Scope, "project" | "environment" | "component" | "state">) {
  return { project, environment, component, status: state };
}
