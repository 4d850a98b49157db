import { expect, test } from "vitest";
import { environmentView, operationView } from "../test/cli/views.ts";
import { judgeOperation, parseCondition } from "./judge.ts";

const target = { project: "shop", name: "shop-dev" };

test.each([
  { want: "reached", when: "it is ready", parts: {} },
  { want: "pending", when: "what stands is of an older generation", parts: { generation: 2 } },
  { want: "pending", when: "it runs", parts: { phase: "Running" as const } },
  { want: "pending", when: "it is suspended, which a person may end", parts: { phase: "Suspended" as const } },
  { want: "missed", when: "it failed", parts: { phase: "Failed" as const } },
  { want: "missed", when: "it is held", parts: { phase: "Held" as const } },
  { want: "missed", when: "it is being deleted", parts: { phase: "Deleting" as const } },
])("condition=Ready is $want when $when", ({ want, parts }) => {
  const environment = environmentView("shop-dev", parts);
  expect(parseCondition("condition=Ready")({ target, environment }).is).toBe(want);
});

test("a failed environment is waited for while an operation waits for its turn", () => {
  const environment = environmentView("shop-dev", { phase: "Failed" });
  const operation = operationView("op-2", { state: "Accepted" });
  expect(parseCondition("condition=Ready")({ target, environment, operation }).is).toBe("pending");
});

test.each([
  { condition: "condition=Gone", want: "reached" },
  { condition: "phase=Gone", want: "reached" },
  { condition: "condition=Ready", want: "missed" },
  { condition: "phase=Held", want: "missed" },
])("$condition is $want when there is no environment", ({ condition, want }) => {
  expect(parseCondition(condition)({ target }).is).toBe(want);
});

test("phase=failed is reached by a failed environment, in any case of letters", () => {
  expect(
    parseCondition("phase=failed")({ target, environment: environmentView("shop-dev", { phase: "Failed" }) }).is,
  ).toBe("reached");
});

test.each(["Ready", "condition=Redy", "condition=Held", "phase="])(
  "%s is no condition, and the message says what is",
  (text) => {
    expect(() => parseCondition(text)).toThrow(/cannot wait for|no condition/);
  },
);

test.each([
  { state: "Running" as const, want: "pending" },
  { state: "Accepted" as const, want: "pending" },
  { state: "Succeeded" as const, want: "reached" },
  { state: "Failed" as const, want: "missed" },
  { state: "Superseded" as const, want: "missed" },
])("an operation that is $state is $want", ({ state, want }) => {
  const look = { target: { ...target, operationId: "op-1" }, operation: operationView("op-1", { state }) };
  expect(judgeOperation(look).is).toBe(want);
});
