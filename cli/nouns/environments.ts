import type { EnvironmentView } from "../answers.ts";
import { apiPath } from "../api-path.ts";
import { listAll } from "../list-all.ts";
import { styleOfWord } from "../render/paint.ts";
import { ageWord } from "../render/time-words.ts";
import { defineNoun } from "./noun.ts";

const nameOf = ({ document }: EnvironmentView): string => document.metadata.name;
const projectOf = ({ document }: EnvironmentView): string => document.metadata.project;

/** Releases with parameters, each in a cell. */
export const environments = defineNoun<EnvironmentView>({
  plural: "environments",
  singular: "environment",
  short: ["env", "envs"],
  nameOf,
  flagOf: (view) => `-p ${projectOf(view)}`,
  sortKey: (view) => `${projectOf(view)} ${nameOf(view)}`,
  async fetch(session, { project }, name) {
    if (project === undefined || name === undefined)
      return await listAll<EnvironmentView>(session, "v1/environments", { project });
    return [await session.request<EnvironmentView>({ path: apiPath("environments", project, name) })];
  },
  columns: [
    { title: "PROJECT", text: projectOf },
    { title: "NAME", text: nameOf },
    { title: "CLASS", text: ({ document }) => document.spec.class },
    { title: "CELL", text: ({ document }) => document.spec.cell, isWide: true },
    { title: "RELEASE", text: ({ document }) => document.spec.release },
    { title: "PHASE", text: ({ phase }) => phase, style: ({ phase }) => styleOfWord(phase) },
    { title: "READY", text: ({ components }) => `${components.ready}/${components.total}` },
    {
      title: "DRIFT",
      text: ({ drift }) => ((drift?.open ?? 0) === 0 ? "" : String(drift?.open)),
      style: () => "yellow",
    },
    { title: "AGE", text: ({ createdAt }, nowMs) => ageWord(createdAt, nowMs) },
    {
      title: "GENERATION",
      text: ({ generation, observedGeneration }) => generationWords(generation, observedGeneration),
      isWide: true,
    },
    { title: "UID", text: ({ uid }) => uid, isWide: true },
    { title: "REASON", text: ({ reason, hold }) => hold?.reason ?? reason, isFlexible: true },
  ],
});

function generationWords(generation: number, observed: number): string {
  return generation === observed ? `${generation}` : `${generation} (at ${observed})`;
}
