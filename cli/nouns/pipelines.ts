import { listAll } from "../list-all.ts";
import type { PipelineView } from "../promotion-answers.ts";
import { ageWord } from "../render/time-words.ts";
import { defineNoun } from "./noun.ts";

const nameOf = ({ document }: PipelineView): string => document.metadata.name ?? "";
const projectOf = ({ document }: PipelineView): string => document.metadata.project ?? "";

/** Orders in which releases pass through environments. */
export const pipelines = defineNoun<PipelineView>({
  plural: "pipelines",
  singular: "pipeline",
  short: ["pipe", "pipes"],
  nameOf,
  flagOf: (view) => `-p ${projectOf(view)}`,
  sortKey: (view) => `${projectOf(view)} ${nameOf(view)}`,
  fetch: (session, { project }) => listAll(session, "v1/pipelines", { project }),
  columns: [
    { title: "PROJECT", text: projectOf },
    { title: "NAME", text: nameOf },
    { title: "VERSION", text: ({ version }) => String(version) },
    {
      title: "STAGES",
      text: ({ document }) => document.spec.stages.map(({ environment }) => environment).join(", "),
      isFlexible: true,
    },
    { title: "AGE", text: ({ createdAt }, nowMs) => ageWord(createdAt, nowMs) },
    { title: "DIGEST", text: ({ digest }) => digest, isWide: true },
  ],
});
