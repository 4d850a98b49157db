import type { KindView, Page } from "../answers.ts";
import { durationWords } from "../render/time-words.ts";
import { defineNoun } from "./noun.ts";

/** What components can be made of. */
export const kinds = defineNoun<KindView>({
  plural: "kinds",
  singular: "kind",
  short: [],
  nameOf: ({ kind }) => kind,
  sortKey: ({ kind }) => kind,
  fetch: async (session) => (await session.request<Page<KindView>>({ path: "v1/kinds" })).items,
  columns: [
    { title: "KIND", text: ({ kind }) => kind },
    { title: "ARTIFACT", text: ({ artifact }) => artifact },
    { title: "READY WITHIN", text: ({ readyWithinMs }) => durationWords(readyWithinMs) },
    { title: "OUTPUTS", text: ({ outputs }) => Object.keys(outputs).join(", ") },
    { title: "SUMMARY", text: ({ summary }) => summary, isFlexible: true },
  ],
});
