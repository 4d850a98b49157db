import { expect, test } from "vitest";
import { type ConditionFacts, conditionsOf } from "./conditions.ts";

const ready: ConditionFacts = {
  phase: "Ready",
  reason: "",
  isSuspended: false,
  generation: 2,
  observedGeneration: 2,
  components: [
    { name: "api", phase: "Ready" },
    { name: "web", phase: "Ready" },
  ],
};
const statuses = (facts: ConditionFacts) =>
  Object.fromEntries(conditionsOf(facts).map(({ type, status, reason }) => [type, `${status} ${reason}`]));
const readyOf = (facts: ConditionFacts) => conditionsOf(facts).find(({ type }) => type === "Ready");

test("a ready environment is Ready and nothing else", () => {
  expect(statuses(ready)).toEqual({
    Asleep: "False Awake",
    Deleting: "False NotAsked",
    Held: "False NotHeld",
    Progressing: "False NothingRuns",
    Ready: "True AllComponentsReady",
    Suspended: "False NotAsked",
  });
});

test("conditions are sorted by type", () => {
  const types = conditionsOf(ready).map(({ type }) => type);
  expect(types).toEqual(types.toSorted());
});

test.each<{ name: string; facts: Partial<ConditionFacts>; reason: string; part: string }>([
  {
    name: "a newer generation waits",
    facts: { phase: "Pending", observedGeneration: 1 },
    reason: "NotBroughtAbout",
    part: "generation 2",
  },
  {
    name: "a component failed",
    facts: { phase: "Failed", components: [{ name: "api", phase: "Failed", fault: { message: "exit code 1" } }] },
    reason: "ComponentsFailed",
    part: "api: exit code 1",
  },
  {
    name: "a component died",
    facts: { components: [{ name: "api", phase: "Lost" }] },
    reason: "ComponentsFailed",
    part: "api: Lost",
  },
  {
    name: "a component still runs",
    facts: { phase: "Running", components: [{ name: "api", phase: "Running" }] },
    reason: "ComponentsNotReady",
    part: "api: Running",
  },
  {
    name: "its operation failed",
    facts: { phase: "Failed", reason: "cancelled" },
    reason: "OperationFailed",
    part: "cancelled",
  },
  { name: "it is being deleted", facts: { phase: "Deleting" }, reason: "Deleting", part: "" },
  { name: "it is gone", facts: { phase: "Gone" }, reason: "Gone", part: "" },
])("it is not Ready when $name", ({ facts, reason, part }) => {
  const condition = readyOf({ ...ready, ...facts });
  expect(condition).toMatchObject({ status: "False", reason });
  expect(condition?.message).toContain(part);
});

test("a held environment says why and what a person can do", () => {
  const held = conditionsOf({
    ...ready,
    phase: "Held",
    hold: { reason: "5 deaths in 10 minutes", choices: ["apply it again", "resume"], since: 0 },
  });
  expect(held.find(({ type }) => type === "Held")).toEqual({
    type: "Held",
    status: "True",
    reason: "WaitsForPerson",
    message: "5 deaths in 10 minutes; choices: apply it again, or resume",
  });
});

test("a running environment shows how far it is", () => {
  const running = conditionsOf({
    ...ready,
    phase: "Running",
    components: [
      { name: "api", phase: "Ready" },
      { name: "web", phase: "Running" },
    ],
  });
  expect(running.find(({ type }) => type === "Progressing")).toMatchObject({
    status: "True",
    message: "1 of 2 components are ready",
  });
});
