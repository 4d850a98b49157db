import type { Page } from "../answers.ts";
import type { StageKindView } from "../promotion-answers.ts";
import { defineNoun, type Noun } from "./noun.ts";

/** What stages can ask before a deploy. */
export const gates = stageKinds("gate");

/** What stages can do around a deploy. */
export const steps = stageKinds("step");

function stageKinds(singular: "gate" | "step"): Noun {
  return defineNoun<StageKindView>({
    plural: `${singular}s`,
    singular,
    short: [],
    nameOf: ({ kind }) => kind,
    sortKey: ({ kind }) => kind,
    fetch: async (session) => (await session.request<Page<StageKindView>>({ path: `v1/${singular}s` })).items,
    columns: [
      { title: "KIND", text: ({ kind }) => kind },
      { title: "OUTPUTS", text: ({ outputs }) => Object.keys(outputs).join(", ") },
      { title: "SUMMARY", text: ({ summary }) => summary, isFlexible: true },
    ],
  });
}
