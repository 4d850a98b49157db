import { listAll } from "../list-all.ts";
import type { FreezeWindowView } from "../promotion-answers.ts";
import { ageWord } from "../render/time-words.ts";
import { defineNoun } from "./noun.ts";

const nameOf = ({ document }: FreezeWindowView): string => document.metadata.name;
const projectOf = ({ document }: FreezeWindowView): string => document.metadata.project ?? "*";

/** Spans in which promotions wait; `*` is every project. */
export const freezeWindows = defineNoun<FreezeWindowView>({
  plural: "freeze-windows",
  singular: "freeze-window",
  short: ["fw", "freeze", "freezes"],
  nameOf,
  flagOf: (view) => (view.document.metadata.project === undefined ? "" : `-p ${projectOf(view)}`),
  sortKey: (view) => `${projectOf(view)} ${nameOf(view)}`,
  fetch: (session, { project }) => listAll(session, "v1/freeze-windows", { project }),
  columns: [
    { title: "NAME", text: nameOf },
    { title: "PROJECT", text: projectOf },
    { title: "SCOPE", text: scopeWords },
    { title: "WHEN", text: whenWords },
    { title: "BY", text: ({ actor }) => `${actor.kind} ${actor.name}`, isWide: true },
    { title: "AGE", text: ({ createdAt }, nowMs) => ageWord(createdAt, nowMs) },
    { title: "REASON", text: ({ document }) => document.spec.reason, isFlexible: true },
  ],
});

function scopeWords({ document }: FreezeWindowView): string {
  const { environment, class: ofClass } = document.spec.scope;
  return environment ?? (ofClass === undefined ? "everything" : `class ${ofClass}`);
}

function whenWords({ document }: FreezeWindowView): string {
  const { from, to, recurrence } = document.spec;
  if (recurrence !== undefined) return `${recurrence.rule} for ${recurrence.duration}`;
  if (from === undefined) return to === undefined ? "until it is lifted" : `until ${to}`;
  return to === undefined ? `from ${from}` : `${from} to ${to}`;
}
