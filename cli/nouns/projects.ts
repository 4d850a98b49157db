import type { ProjectView } from "../answers.ts";
import { listAll } from "../list-all.ts";
import { ageWord } from "../render/time-words.ts";
import { defineNoun } from "./noun.ts";

const nameOf = ({ document }: ProjectView): string => document.metadata.name ?? "";

/** Systems owned by teams. */
export const projects = defineNoun<ProjectView>({
  plural: "projects",
  singular: "project",
  short: ["proj"],
  nameOf,
  sortKey: nameOf,
  fetch: (session) => listAll(session, "v1/projects"),
  columns: [
    { title: "NAME", text: nameOf },
    { title: "AGE", text: ({ createdAt }, nowMs) => ageWord(createdAt, nowMs) },
    { title: "DESCRIPTION", text: ({ document }) => document.spec.description ?? "", isFlexible: true },
  ],
});
