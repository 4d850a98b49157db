import type { ReleaseView } from "../answers.ts";
import { listAll } from "../list-all.ts";
import { ageWord } from "../render/time-words.ts";
import { defineNoun } from "./noun.ts";

const nameOf = ({ document }: ReleaseView): string => document.metadata.version ?? "";
const projectOf = ({ document }: ReleaseView): string => document.metadata.project ?? "";

/** Blueprint versions with their artifacts. */
export const releases = defineNoun<ReleaseView>({
  plural: "releases",
  singular: "release",
  short: ["rel", "rels"],
  nameOf,
  flagOf: (view) => `-p ${projectOf(view)}`,
  sortKey: (view) => `${projectOf(view)} ${nameOf(view)}`,
  fetch: (session, { project }) => listAll(session, "v1/releases", { project }),
  columns: [
    { title: "PROJECT", text: projectOf },
    { title: "VERSION", text: nameOf },
    { title: "BLUEPRINT", text: ({ document }) => document.spec.blueprint },
    { title: "ARTIFACTS", text: ({ document }) => Object.keys(document.spec.artifacts).join(", "), isFlexible: true },
    { title: "AGE", text: ({ createdAt }, nowMs) => ageWord(createdAt, nowMs) },
    { title: "DIGEST", text: ({ digest }) => digest, isWide: true },
  ],
});
