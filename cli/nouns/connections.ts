import { listAll } from "../list-all.ts";
import type { ConnectionView } from "../promotion-answers.ts";
import { ageWord } from "../render/time-words.ts";
import { defineNoun } from "./noun.ts";

const nameOf = ({ document }: ConnectionView): string => document.metadata.name ?? "";
const projectOf = ({ document }: ConnectionView): string => document.metadata.project ?? "";

/** How gates and steps reach outside systems. */
export const connections = defineNoun<ConnectionView>({
  plural: "connections",
  singular: "connection",
  short: ["conn", "conns"],
  nameOf,
  flagOf: (view) => `-p ${projectOf(view)}`,
  sortKey: (view) => `${projectOf(view)} ${nameOf(view)}`,
  fetch: (session, { project }) => listAll(session, "v1/connections", { project }),
  columns: [
    { title: "PROJECT", text: projectOf },
    { title: "NAME", text: nameOf },
    { title: "SYSTEM", text: ({ document }) => document.spec.system },
    { title: "AGE", text: ({ createdAt }, nowMs) => ageWord(createdAt, nowMs) },
    { title: "URL", text: ({ document }) => document.spec.url, isFlexible: true },
  ],
});
