import type { Page } from "../answers.ts";
import { apiPath } from "../api-path.ts";
import { listAll } from "../list-all.ts";
import type { DeliveryView } from "../notification-answers.ts";
import { styleOfWord } from "../render/paint.ts";
import { ageWord } from "../render/time-words.ts";
import { defineNoun, newestFirst } from "./noun.ts";

/** What was told to whom, the newest first. */
export const deliveries = defineNoun<DeliveryView>({
  plural: "deliveries",
  singular: "delivery",
  short: [],
  nameOf: ({ id }) => id,
  sortKey: ({ createdAt, event, id }) => `${newestFirst(createdAt)} ${newestFirst(event.seq ?? 0)} ${id}`,
  async fetch(session, { project, subscription, state, event, limit }, name) {
    if (name !== undefined) return [await session.request<DeliveryView>({ path: apiPath("deliveries", name) })];
    const query = { project, subscription, state, event };
    if (limit === undefined) return await listAll<DeliveryView>(session, "v1/deliveries", query);
    return (await session.request<Page<DeliveryView>>({ path: "v1/deliveries", query: { ...query, limit } })).items;
  },
  columns: [
    { title: "ID", text: ({ id }) => id },
    { title: "PROJECT", text: ({ project }) => project, isWide: true },
    { title: "SUBSCRIPTION", text: ({ subscription }) => subscription },
    { title: "EVENT", text: ({ event }) => event.type },
    { title: "STATE", text: ({ state }) => state, style: ({ state }) => styleOfWord(state) },
    { title: "ATTEMPTS", text: ({ attempts }) => String(attempts) },
    { title: "AGE", text: ({ createdAt }, nowMs) => ageWord(createdAt, nowMs) },
    { title: "SEQ", text: ({ event }) => String(event.seq ?? ""), isWide: true },
    { title: "NOTE", text: ({ lastFault, event }) => lastFault || event.message, isFlexible: true },
  ],
});
