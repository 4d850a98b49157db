import { expect, test } from "vitest";
import { jiraDeployment, sequenceNumbers } from "./jira-deployment.ts";

const requestedAt = Date.parse("2026-12-04T10:00:00Z");
const startedAt = requestedAt + 300_000;

function numbers(given: { requestedAt?: number; attempt?: number; startedAt?: number; isUndo?: boolean } = {}) {
  const facts = { requestedAt: given.requestedAt ?? requestedAt, attempt: given.attempt ?? 1 };
  return sequenceNumbers({ promotion: facts, startedAt: given.startedAt ?? startedAt }, given.isUndo ?? false);
}

test("the numbers of a report are whole, and the same for the same cause", () => {
  expect(numbers()).toEqual(numbers());
  expect(Object.values(numbers()).every(Number.isSafeInteger)).toBe(true);
});

test("the number of a deployment grows with the attempt, and more with a later promotion", () => {
  const { deploymentSequenceNumber } = numbers();
  expect(numbers({ attempt: 2 }).deploymentSequenceNumber).toBeGreaterThan(deploymentSequenceNumber);
  expect(numbers({ requestedAt: requestedAt + 1 }).deploymentSequenceNumber).toBeGreaterThan(
    numbers({ attempt: 5_000 }).deploymentSequenceNumber,
  );
});

test("the number of an update grows with the undo, and more with a later retry", () => {
  const { updateSequenceNumber } = numbers();
  const undone = numbers({ isUndo: true }).updateSequenceNumber;
  expect(undone).toBeGreaterThan(updateSequenceNumber);
  expect(numbers({ startedAt: startedAt + 1 }).updateSequenceNumber).toBeGreaterThan(undone);
});

test.each(jiraDeployment.examples)("jira-deployment accepts its documented example %j", (example) => {
  expect(jiraDeployment.config.safeParse(example).error).toBeUndefined();
});

test("jira-deployment needs an issue or a service", () => {
  expect(jiraDeployment.config.safeParse({ connection: "tracker" }).success).toBe(false);
});
