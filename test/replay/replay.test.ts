import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { bundleWorkflowCode, DefaultLogger, Worker, type WorkflowBundleWithSourceMap } from "@temporalio/worker";
import { beforeAll, expect, test } from "vitest";
import { APPROVAL_STORIES } from "../setup/approval-stories.ts";
import { PROMOTION_STORIES } from "../setup/promotion-stories.ts";
import { STORIES } from "../setup/stories.ts";
import { SWEEP_STORIES } from "../setup/sweep-stories.ts";
import { installRuntime, quietLogger } from "../setup/temporal-runtime.ts";

const directory = new URL("./histories/", import.meta.url);
const workflowsPath = fileURLToPath(new URL("../../workflows/index.ts", import.meta.url));
const files = (await readdir(directory)).filter((name) => name.endsWith(".json")).toSorted();
let workflowBundle: WorkflowBundleWithSourceMap;

beforeAll(
  async () => void (workflowBundle = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger("ERROR") })),
);

beforeAll(() => installRuntime(quietLogger()));

test("there is a history of both workflows for each kind of end", () => {
  for (const ending of Object.keys(STORIES)) {
    for (const workflow of ["environment", "operation"])
      expect(files.some((name) => name.startsWith(`${ending}.${workflow}`))).toBe(true);
  }
});

test("there is a history of each operation by which an environment sleeps, wakes, ends in time, and is put back", () => {
  const slept = [1, 2, 3, 4].map((place) => `slept.operation-${place}.json`);
  expect(files).toEqual(expect.arrayContaining([...slept, "reverted.operation-2.json", "thawed.operation-2.json"]));
});

test("there is a history of each promotion whose life is told, and of its operations", () => {
  for (const story of Object.keys(PROMOTION_STORIES)) expect(files).toContain(`${story}.promotion-1.json`);
  const restores = ["restored", "restore-failed", "restored-by-hand"].map((story) => `${story}.operation-2.json`);
  expect(files).toEqual(expect.arrayContaining(["verified.operation-1.json", "skipped.operation-2.json", ...restores]));
});

test("there is a history of each approval whose life is told", () => {
  for (const story of Object.keys(APPROVAL_STORIES)) expect(files).toContain(`${story}.approval.json`);
});

test("there is a history of each sweep whose life is told", () => {
  for (const story of Object.keys(SWEEP_STORIES)) expect(files).toContain(`${story}.sweep.json`);
});

/** Histories kept from real runs: today's workflows must still replay them. */
test.each(files)("today's workflows replay %s", async (name) => {
  const history: unknown = JSON.parse(await readFile(new URL(name, directory), "utf8"));
  await expect(Worker.runReplayHistory({ workflowBundle }, history)).resolves.toBeUndefined();
});

test.each([
  { name: "happy.operation-1.json", activity: "converge" },
  { name: "verified.operation-1.json", activity: "runStep" },
  { name: "asking.promotion-1.json", activity: "lookAtPromotion" },
  { name: "voted.approval.json", activity: "lookAtApproval" },
  { name: "through.sweep.json", activity: "sweepPart" },
])("a history that does not fit the code is refused: another activity than $activity", async ({ name, activity }) => {
  const history = await readFile(new URL(name, directory), "utf8");
  const changed: unknown = JSON.parse(history.replaceAll(`"${activity}"`, `"${activity}Else"`));
  await expect(Worker.runReplayHistory({ workflowBundle }, changed)).rejects.toThrow(/[Nn]ondeterminism/);
});
