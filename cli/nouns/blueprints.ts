import type { BlueprintView } from "../answers.ts";
import { listAll } from "../list-all.ts";
import { ageWord } from "../render/time-words.ts";
import { defineNoun } from "./noun.ts";

const nameOf = ({ document }: BlueprintView): string =>
  `${document.metadata.name ?? ""}@${document.metadata.version ?? ""}`;
const projectOf = ({ document }: BlueprintView): string => document.metadata.project ?? "";

/** Versioned graphs of components. */
export const blueprints = defineNoun<BlueprintView>({
  plural: "blueprints",
  singular: "blueprint",
  short: ["bp", "bps"],
  nameOf,
  flagOf: (view) => `-p ${projectOf(view)}`,
  sortKey: (view) => `${projectOf(view)} ${nameOf(view)}`,
  fetch: (session, { project }) => listAll(session, "v1/blueprints", { project }),
  columns: [
    { title: "PROJECT", text: projectOf },
    { title: "NAME", text: ({ document }) => document.metadata.name ?? "" },
    { title: "VERSION", text: ({ document }) => document.metadata.version ?? "" },
    { title: "COMPONENTS", text: ({ document }) => Object.keys(document.spec.components).join(", "), isFlexible: true },
    { title: "AGE", text: ({ createdAt }, nowMs) => ageWord(createdAt, nowMs) },
    { title: "DIGEST", text: ({ digest }) => digest, isWide: true },
  ],
});
