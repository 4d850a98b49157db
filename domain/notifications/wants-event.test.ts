import { expect, test } from "vitest";
import type { SubscriptionDocument } from "../schema/subscription.ts";
import { patternProblem } from "./event-pattern.ts";
import { type AddressedEvent, wantsEvent } from "./wants-event.ts";

function subscription(spec: Partial<SubscriptionDocument["spec"]>): SubscriptionDocument {
  return {
    apiVersion: "holdfast.dev/v1",
    kind: "Subscription",
    metadata: { project: "shop", name: "alerts", labels: {} },
    spec: { events: ["*"], ...spec },
  };
}

const HELD: AddressedEvent = { type: "environment.held", project: "shop", environment: "shop-prod", class: "prod" };
const FREEZE: AddressedEvent = { type: "freeze-window.created", project: "" };

const CASES = [
  ["a type that it names", { events: ["environment.held"] }, HELD, true],
  ["every type of a noun", { events: ["environment.*"] }, HELD, true],
  ["everything", { events: ["*"] }, HELD, true],
  ["another type", { events: ["environment.created"] }, HELD, false],
  ["a noun whose beginning it names", { events: ["freeze.*"] }, FREEZE, false],
  ["what is of every project", {}, FREEZE, true],
  ["another project", {}, { ...HELD, project: "other" }, false],
  ["its class", { classes: ["prod"] }, HELD, true],
  ["another class", { classes: ["dev", "staging"] }, HELD, false],
  ["no environment, where it is narrowed to classes", { classes: ["prod"] }, FREEZE, false],
  ["its environment", { environments: ["shop-prod"] }, HELD, true],
  ["another environment", { environments: ["shop-dev"] }, HELD, false],
  ["its environment in another class", { environments: ["shop-prod"], classes: ["dev"] }, HELD, false],
  ["itself", {}, { type: "subscription.failing", project: "shop", subscription: "alerts" }, false],
  ["another subscription", {}, { type: "subscription.failing", project: "shop", subscription: "mails" }, true],
] as const;

test.each(CASES.map(([name, spec, event, wanted]) => ({ name, spec, event, wanted })))(
  "a subscription and an event of $name",
  ({ spec, event, wanted }) => {
    expect(wantsEvent(subscription(structuredClone(spec) as Partial<SubscriptionDocument["spec"]>), event)).toBe(
      wanted,
    );
  },
);

// Written by whoever changes people: not one of them is in the list of types, and any may be given more of them.
const ABOUT_PEOPLE = [
  "person.created",
  "person.changed",
  "group.changed",
  "service.created",
  "token.created",
  "token.revoked",
  "role.bound",
  "role-binding.deleted",
];

test.each(["*", "person.*", "group.*", "service.*", "token.*", "role.*", "role-binding.*"])(
  "a subscription to %s is told nothing of people, groups, services, tokens and roles",
  (pattern) => {
    const told = ABOUT_PEOPLE.filter((type) => wantsEvent(subscription({ events: [pattern] }), { type, project: "" }));
    expect(told).toEqual([]);
  },
);

test.each([
  ["promotion.*", undefined],
  ["approval.requested", undefined],
  ["environment.held", undefined],
  ["*", undefined],
  ["enviroment.held", 'did you mean "environment.held"?'],
  ["promotions.*", 'did you mean "promotion.*"?'],
  ["promotion.he*", "is no pattern"],
  ["*.held", "is no pattern"],
  ["**", "is no pattern"],
])("the pattern %s", (pattern, problem) => {
  if (problem === undefined) expect(patternProblem(pattern)).toBeUndefined();
  else expect(patternProblem(pattern)).toContain(problem);
});
