import type { OperationView, Page } from "../answers.ts";
import { apiPath } from "../api-path.ts";
import { requireEnvironment } from "../find-environment.ts";
import { listAll } from "../list-all.ts";
import { styleOfWord } from "../render/paint.ts";
import { ageWord, durationWords } from "../render/time-words.ts";
import { defineNoun, newestFirst } from "./noun.ts";

/** Runs of work on environments, the newest first. */
export const operations = defineNoun<OperationView>({
  plural: "operations",
  singular: "operation",
  short: ["op", "ops"],
  nameOf: ({ id }) => id,
  sortKey: ({ requestedAt, id }) => `${newestFirst(requestedAt)} ${id}`,
  async fetch(session, { project, environment, limit }, name) {
    if (name !== undefined) return [await session.request<OperationView>({ path: apiPath("operations", name) })];
    const found = environment === undefined ? undefined : await requireEnvironment(session, environment, project);
    const query = { project: found?.project ?? project, environment: found?.name };
    if (limit === undefined) return await listAll<OperationView>(session, "v1/operations", query);
    return (await session.request<Page<OperationView>>({ path: "v1/operations", query: { ...query, limit } })).items;
  },
  columns: [
    { title: "ID", text: ({ id }) => id },
    { title: "PROJECT", text: ({ project }) => project, isWide: true },
    { title: "ENVIRONMENT", text: ({ environment }) => environment },
    { title: "KIND", text: ({ kind }) => kind },
    { title: "STATE", text: ({ state }) => state, style: ({ state }) => styleOfWord(state) },
    { title: "AGE", text: ({ requestedAt }, nowMs) => ageWord(requestedAt, nowMs) },
    { title: "TOOK", text: tookWords },
    { title: "GENERATION", text: ({ generation }) => String(generation), isWide: true },
    { title: "BY", text: ({ actor }) => `${actor.kind} ${actor.name}`, isWide: true },
    { title: "REASON", text: ({ reason }) => reason, isFlexible: true },
  ],
});

function tookWords({ startedAt, endedAt }: OperationView, nowMs: number): string {
  if (startedAt === undefined) return "";
  return durationWords(Math.max(0, (endedAt ?? nowMs) - startedAt));
}
