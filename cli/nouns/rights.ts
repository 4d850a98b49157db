import { listAll } from "../list-all.ts";
import type { Page } from "../answers.ts";
import type { BindingView, RefusalView, TokenView } from "../people-answers.ts";
import { grantWords } from "../render/grant-words.ts";
import { ageWord, instantWord } from "../render/time-words.ts";
import { defineNoun, newestFirst } from "./noun.ts";

/** Tokens, newest first. What is listed says whose, and never the token. */
export const tokensOf = (whose: "own" | "all") =>
  defineNoun<TokenView>({
    plural: "tokens",
    singular: "token",
    short: [],
    nameOf: ({ id }) => id,
    sortKey: ({ createdAt, id }) => `${newestFirst(createdAt)} ${id}`,
    fetch: (session) => listAll(session, "v1/tokens", { all: whose === "all" ? "true" : undefined }),
    columns: [
      { title: "ID", text: ({ id }) => id },
      { title: "OF", text: ({ holder }) => `${holder.kind} ${holder.name}` },
      { title: "STATE", text: stateWord },
      { title: "EXPIRES", text: ({ expiresAt }) => instantWord(expiresAt) },
      {
        title: "USED",
        text: ({ lastUsedAt }, nowMs) => (lastUsedAt === undefined ? "never" : `${ageWord(lastUsedAt, nowMs)} ago`),
      },
      { title: "NOTE", text: ({ note }) => note, isFlexible: true },
    ],
  });

/** Roles, oldest first: who has which where. */
export const roles = defineNoun<BindingView>({
  plural: "roles",
  singular: "role",
  short: [],
  nameOf: ({ id }) => id,
  sortKey: ({ id }) => id,
  fetch: (session, { project }) => listAll(session, "v1/role-bindings", { project }),
  columns: [
    { title: "ID", text: ({ id }) => id },
    { title: "WHO", text: ({ holder }) => `${holder.kind} ${holder.name}` },
    { title: "ROLE", text: ({ role }) => role },
    { title: "WHERE", text: grantWords },
    { title: "AGE", text: ({ createdAt }, nowMs) => ageWord(createdAt, nowMs) },
  ],
});

/** What was refused, newest first. */
export const refusals = defineNoun<RefusalView>({
  plural: "refusals",
  singular: "refusal",
  short: [],
  nameOf: ({ id }) => id,
  sortKey: ({ at, id }) => `${newestFirst(at)} ${newestFirst(Number(id))}`,
  fetch: async (session, { limit = 100 }) =>
    (await session.request<Page<RefusalView>>({ path: "v1/refusals", query: { limit } })).items,
  columns: [
    { title: "AT", text: ({ at }) => instantWord(at) },
    { title: "WHO", text: ({ actor }) => (actor === undefined ? "unknown" : `${actor.kind} ${actor.name}`) },
    { title: "ACTION", text: ({ action }) => action },
    { title: "ON", text: ({ resource }) => resourceWord(resource), isFlexible: true },
    { title: "CODE", text: ({ code }) => code },
    { title: "MORE", text: ({ dropped }) => (dropped === 0 ? "" : `${dropped} before it`) },
    { title: "REASON", text: ({ reason }) => reason, isFlexible: true, isWide: true },
    { title: "VIA", text: ({ via }) => via, isWide: true },
    { title: "TRACE", text: ({ traceId }) => traceId, isWide: true },
  ],
});

function stateWord({ revokedAt, expiresAt }: TokenView, nowMs: number): string {
  if (revokedAt !== undefined) return "revoked";
  return expiresAt <= nowMs ? "expired" : "valid";
}

function resourceWord({ kind, project, environment, method, path }: RefusalView["resource"]): string {
  if (kind === "route") return `${method ?? ""} ${path ?? ""}`;
  if (project === undefined) return kind;
  return environment === undefined ? `project ${project}` : `environment ${project}/${environment}`;
}
