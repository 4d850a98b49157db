import type { Page } from "../answers.ts";
import { apiPath } from "../api-path.ts";
import type { SweepView } from "../drift-answers.ts";
import { listAll } from "../list-all.ts";
import { styleOfWord } from "../render/paint.ts";
import { ageWord, durationWords } from "../render/time-words.ts";
import { defineNoun, newestFirst } from "./noun.ts";

/** Looks at everything in one place, the newest first. */
export const sweeps = defineNoun<SweepView>({
  plural: "sweeps",
  singular: "sweep",
  short: ["sw"],
  nameOf: ({ id }) => id,
  sortKey: ({ startedAt, id }) => `${newestFirst(startedAt)} ${id}`,
  async fetch(session, { cell, limit }, name) {
    if (name !== undefined) return [await session.request<SweepView>({ path: apiPath("sweeps", name) })];
    if (limit === undefined) return await listAll<SweepView>(session, "v1/sweeps", { cell });
    return (await session.request<Page<SweepView>>({ path: "v1/sweeps", query: { cell, limit } })).items;
  },
  columns: [
    { title: "ID", text: ({ id }) => id },
    { title: "CELL", text: ({ cell }) => cell },
    { title: "ACCOUNT", text: ({ account }) => account, isWide: true },
    { title: "REGION", text: ({ region }) => region, isWide: true },
    { title: "STATE", text: ({ state }) => state, style: ({ state }) => styleOfWord(state) },
    { title: "LOOKED", text: ({ counts }) => String(counts.looked) },
    { title: "DRIFTED", text: ({ counts }) => String(counts.drifted) },
    { title: "FAILED", text: ({ counts }) => String(counts.failed) },
    { title: "BUSY", text: ({ counts }) => String(counts.busy), isWide: true },
    { title: "STALE", text: ({ counts }) => String(counts.stale), isWide: true },
    { title: "CALLS", text: ({ counts }) => String(counts.calls), isWide: true },
    { title: "AGE", text: ({ startedAt }, nowMs) => ageWord(startedAt, nowMs) },
    { title: "TOOK", text: ({ startedAt, endedAt }, nowMs) => durationWords((endedAt ?? nowMs) - startedAt) },
    { title: "NOTE", text: ({ brake, reason }) => brake ?? reason, isFlexible: true },
  ],
});
