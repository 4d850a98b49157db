import { listAll } from "../list-all.ts";
import type { VetoView } from "../promotion-answers.ts";
import { ageWord, instantWord } from "../render/time-words.ts";
import { defineNoun, newestFirst } from "./noun.ts";

/** Releases that are forbidden, the newest veto first; `*` is every environment. */
export const vetoes = defineNoun<VetoView>({
  plural: "vetoes",
  singular: "veto",
  short: [],
  nameOf: ({ id }) => id,
  sortKey: ({ createdAt, id }) => `${newestFirst(createdAt)} ${id}`,
  fetch: (session, { project }) => listAll(session, "v1/vetoes", { project }),
  columns: [
    { title: "ID", text: ({ id }) => id },
    { title: "PROJECT", text: ({ project }) => project },
    { title: "RELEASE", text: ({ release }) => release },
    { title: "ENVIRONMENT", text: ({ environment }) => environment ?? "*" },
    {
      title: "UNTIL",
      text: ({ expiresAt }) => (expiresAt === undefined ? "it is lifted" : instantWord(expiresAt)),
    },
    { title: "BY", text: ({ actor }) => `${actor.kind} ${actor.name}`, isWide: true },
    { title: "AGE", text: ({ createdAt }, nowMs) => ageWord(createdAt, nowMs) },
    { title: "REASON", text: ({ reason }) => reason, isFlexible: true },
  ],
});
