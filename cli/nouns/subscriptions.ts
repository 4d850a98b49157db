import { listAll } from "../list-all.ts";
import type { SubscriptionView } from "../notification-answers.ts";
import type { Style } from "../render/paint.ts";
import { ageWord, instantWord } from "../render/time-words.ts";
import { defineNoun } from "./noun.ts";

const nameOf = ({ document }: SubscriptionView): string => document.metadata.name ?? "";
const projectOf = ({ document }: SubscriptionView): string => document.metadata.project ?? "";

/** Who is told of which events. */
export const subscriptions = defineNoun<SubscriptionView>({
  plural: "subscriptions",
  singular: "subscription",
  short: ["sub", "subs"],
  nameOf,
  flagOf: (view) => `-p ${projectOf(view)}`,
  sortKey: (view) => `${projectOf(view)} ${nameOf(view)}`,
  fetch: (session, { project }) => listAll(session, "v1/subscriptions", { project }),
  columns: [
    { title: "PROJECT", text: projectOf },
    { title: "NAME", text: nameOf },
    { title: "STATE", text: stateOf, style: styleOf },
    { title: "PENDING", text: ({ pending }) => String(pending) },
    { title: "DEAD", text: ({ dead }) => String(dead) },
    { title: "TOLD", text: ({ lastDeliveredAt: at }, nowMs) => (at === undefined ? "never" : ageWord(at, nowMs)) },
    { title: "EVENTS", text: ({ document }) => document.spec.events.join(","), isWide: true },
    { title: "AGE", text: ({ createdAt }, nowMs) => ageWord(createdAt, nowMs), isWide: true },
    { title: "TO", text: targetOf, isFlexible: true },
    { title: "NOTE", text: noteOf, isFlexible: true },
  ],
});

/** One word for how it is doing. */
function stateOf({ disabled, undeliverable, failingSince }: SubscriptionView): string {
  if (disabled !== undefined) return "disabled";
  if (undeliverable !== undefined) return "undeliverable";
  return failingSince === undefined ? "ok" : "failing";
}

function styleOf(view: SubscriptionView): Style {
  const state = stateOf(view);
  if (state === "ok") return "green";
  return state === "failing" ? "yellow" : "red";
}

function targetOf({ document: { spec } }: SubscriptionView): string {
  return spec.webhook?.url ?? spec.slack?.channel ?? spec.email?.to.join(", ") ?? "";
}

function noteOf({ disabled, undeliverable, pausedUntil, lastDelivery }: SubscriptionView): string {
  if (disabled !== undefined) return disabled.reason;
  if (undeliverable !== undefined) return undeliverable;
  if (pausedUntil !== undefined) return `left alone until ${instantWord(pausedUntil)}`;
  return lastDelivery?.fault ?? "";
}
