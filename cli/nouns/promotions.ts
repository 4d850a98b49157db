import type { Page } from "../answers.ts";
import { apiPath } from "../api-path.ts";
import { requireEnvironment } from "../find-environment.ts";
import { listAll } from "../list-all.ts";
import type { PromotionView } from "../promotion-answers.ts";
import { styleOfWord } from "../render/paint.ts";
import { promotionNote } from "../render/promotion-note.ts";
import { ageWord } from "../render/time-words.ts";
import { defineNoun, newestFirst } from "./noun.ts";

/** Attempts to bring releases into stages, the newest first. */
export const promotions = defineNoun<PromotionView>({
  plural: "promotions",
  singular: "promotion",
  short: ["pr", "prs"],
  nameOf: ({ id }) => id,
  sortKey: ({ requestedAt, id }) => `${newestFirst(requestedAt)} ${id}`,
  async fetch(session, { project, environment, release, isOpen, limit }, name) {
    if (name !== undefined) return [await session.request<PromotionView>({ path: apiPath("promotions", name) })];
    const found = environment === undefined ? undefined : await requireEnvironment(session, environment, project);
    const query = {
      project: found?.project ?? project,
      environment: found?.name,
      release,
      open: isOpen === true ? "true" : undefined,
    };
    if (limit === undefined) return await listAll<PromotionView>(session, "v1/promotions", query);
    return (await session.request<Page<PromotionView>>({ path: "v1/promotions", query: { ...query, limit } })).items;
  },
  columns: [
    { title: "ID", text: ({ id }) => id },
    { title: "PROJECT", text: ({ project }) => project, isWide: true },
    { title: "ENVIRONMENT", text: ({ environment }) => environment },
    { title: "KIND", text: ({ kind }) => kind },
    { title: "RELEASE", text: ({ release }) => release },
    { title: "STATE", text: ({ state }) => state, style: ({ state }) => styleOfWord(state) },
    { title: "AGE", text: ({ requestedAt }, nowMs) => ageWord(requestedAt, nowMs) },
    { title: "ATTEMPT", text: ({ attempt }) => String(attempt), isWide: true },
    { title: "BY", text: ({ actor }) => `${actor.kind} ${actor.name}`, isWide: true },
    { title: "NOTE", text: promotionNote, isFlexible: true },
  ],
});
