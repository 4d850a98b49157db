import { afterAll, beforeAll, describe } from "vitest";
import { badServicesCases } from "./bad-services-cases.ts";
import { repairCases } from "./repair-cases.ts";
import { restartCases } from "./restart-cases.ts";
import { sleepCases } from "./sleep-cases.ts";
import { snapshotsCases } from "./snapshots-cases.ts";
import { startUnderTest, type StackUnderTest } from "./stack-under-test.ts";

// One installation for all of them, each in projects of its own: to start it takes longer than most of what they do.
let holdfast: StackUnderTest;
beforeAll(async () => void (holdfast = await startUnderTest("none")));
afterAll(async () => await holdfast?.close());
const given = () => holdfast;

describe("bad services", () => {
  badServicesCases(given);
});
describe("sleep", () => {
  sleepCases(given);
});
describe("snapshots", () => {
  snapshotsCases(given);
});
// These stop parts of it, and so come last.
describe("repair", () => {
  repairCases(given);
});
describe("restart", () => {
  restartCases(given);
});
