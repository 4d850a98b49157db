import type { ArtifactView, Page } from "../answers.ts";
import { bytesWords } from "../render/bytes-words.ts";
import { ageWord } from "../render/time-words.ts";
import { defineNoun, newestFirst } from "./noun.ts";

/** Stored build outputs, the newest first. */
export const artifacts = defineNoun<ArtifactView>({
  plural: "artifacts",
  singular: "artifact",
  short: ["art"],
  nameOf: ({ digest }) => digest,
  sortKey: ({ storedAt, digest }) => `${newestFirst(storedAt)} ${digest}`,
  fetch: async (session) => (await session.request<Page<ArtifactView>>({ path: "v1/artifacts" })).items,
  columns: [
    { title: "DIGEST", text: ({ digest }) => digest },
    { title: "FILES", text: ({ files }) => String(files) },
    { title: "SIZE", text: ({ bytes }) => bytesWords(bytes) },
    { title: "AGE", text: ({ storedAt }, nowMs) => ageWord(storedAt, nowMs) },
  ],
});
