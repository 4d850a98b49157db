import { listAll } from "../list-all.ts";
import type { GroupView, PersonView, ServiceView } from "../people-answers.ts";
import { ageWord } from "../render/time-words.ts";
import { defineNoun } from "./noun.ts";

/** Persons, by name. */
export const people = defineNoun<PersonView>({
  plural: "people",
  singular: "person",
  short: [],
  nameOf: ({ name }) => name,
  sortKey: ({ name }) => name,
  fetch: (session) => listAll(session, "v1/people"),
  columns: [
    { title: "NAME", text: ({ name }) => name },
    { title: "ACTIVE", text: ({ isActive }) => (isActive ? "yes" : "no") },
    { title: "FULL NAME", text: ({ displayName }) => displayName },
    { title: "GROUPS", text: ({ groups }) => groups.join(", "), isFlexible: true },
    { title: "ACCOUNTS", text: ({ identities }) => identities.map(accountWord).join(", "), isFlexible: true },
    { title: "EMAIL", text: ({ email }) => email ?? "", isWide: true },
    { title: "ID", text: ({ id }) => id, isWide: true },
    { title: "AGE", text: ({ createdAt }, nowMs) => ageWord(createdAt, nowMs) },
  ],
});

/** Groups, by name. */
export const groups = defineNoun<GroupView>({
  plural: "groups",
  singular: "group",
  short: [],
  nameOf: ({ name }) => name,
  sortKey: ({ name }) => name,
  fetch: (session) => listAll(session, "v1/groups"),
  columns: [
    { title: "NAME", text: ({ name }) => name },
    { title: "MEMBERS", text: ({ members }) => members.join(", "), isFlexible: true },
    { title: "DESCRIPTION", text: ({ description }) => description, isFlexible: true },
    { title: "AGE", text: ({ createdAt }, nowMs) => ageWord(createdAt, nowMs) },
  ],
});

/** Service accounts, by name. */
export const services = defineNoun<ServiceView>({
  plural: "services",
  singular: "service",
  short: [],
  nameOf: ({ name }) => name,
  sortKey: ({ name }) => name,
  fetch: (session) => listAll(session, "v1/services"),
  columns: [
    { title: "NAME", text: ({ name }) => name },
    { title: "ACTIVE", text: ({ isActive }) => (isActive ? "yes" : "no") },
    { title: "DESCRIPTION", text: ({ description }) => description, isFlexible: true },
    { title: "ID", text: ({ id }) => id, isWide: true },
    { title: "AGE", text: ({ createdAt }, nowMs) => ageWord(createdAt, nowMs) },
  ],
});

const accountWord = (account: PersonView["identities"][number]): string =>
  `${account.system} ${account.tenant}/${account.subject}`;
