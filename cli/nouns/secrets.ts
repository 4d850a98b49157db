import type { Page, SecretView } from "../answers.ts";
import { requireProject } from "../find-environment.ts";
import { defineNoun } from "./noun.ts";

/** Names of a project's secrets. */
export const secrets = defineNoun<SecretView>({
  plural: "secrets",
  singular: "secret",
  short: [],
  nameOf: ({ name }) => name,
  sortKey: ({ name }) => name,
  async fetch(session, scope) {
    const project = await requireProject(session, scope.project);
    return (await session.request<Page<SecretView>>({ path: "v1/secrets", query: { project } })).items;
  },
  columns: [{ title: "NAME", text: ({ name }) => name }],
});
